internal import CFastCGI
internal import Glibc

extension FCGXChannel: ExchangeChannel {
    func readBody(into space: UnsafeMutableRawBufferPointer) throws(FastCGIError) -> Int {
        guard let stream = request.pointee.in, let target = space.baseAddress, !space.isEmpty else { return 0 }
        var used = 0
        if stream.pointee.rdNext == stream.pointee.stop {
            // FCGX_GetStr would go on until the space is full; one character makes libfcgi read once.
            let byte = FCGX_GetChar(stream)
            if byte < 0 {
                try checkEnd(of: stream)
                return 0
            }
            target.storeBytes(of: UInt8(truncatingIfNeeded: byte), as: UInt8.self)
            used = 1
        }
        guard let next = stream.pointee.rdNext, let stop = stream.pointee.stop else { return used }
        let available = min(stop - next, space.count - used)
        if available > 0 {
            let target = (target + used).assumingMemoryBound(to: CChar.self)
            used += Int(FCGX_GetStr(target, Int32(clamping: available), stream))
        }
        return used
    }

    var pendingBytes: Int { records.count }

    func append(_ bytes: UnsafeRawBufferPointer) {
        records.append(bytes)
    }

    func stream(_ bytes: UnsafeRawBufferPointer) throws(FastCGIError) {
        var rest = bytes
        while rest.count >= RecordBuffer.maximumContent {
            records.appendHeader(contentLength: RecordBuffer.maximumContent)
            try send(behind: UnsafeRawBufferPointer(rebasing: rest[..<(rest.startIndex + RecordBuffer.maximumContent)]))
            rest = UnsafeRawBufferPointer(rebasing: rest[(rest.startIndex + RecordBuffer.maximumContent)...])
        }
        if records.count + rest.count > RecordBuffer.maximumContent { try flush() }
        records.append(rest)
    }

    func flush() throws(FastCGIError) {
        records.closeRecord()
        try send(behind: nil)
    }

    func end() throws(FastCGIError) {
        records.appendEnd()
        try send(behind: nil)
    }

    func endAtOnce() {
        records.appendEnd()
        let bytes = records.bytes
        let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Self.noSignal | Int32(MSG_DONTWAIT))
        if count > 0 { bytesWritten += count }
        records.removeAll()
        // The web server must not put its next request on a connection whose worker is still occupied.
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// POLLRDHUP, which Swift's Glibc module leaves out; epoll's constant is the same bit.
    private static let readHangUp = Int16(EPOLLRDHUP.rawValue)

    var isPeerGone: Bool {
        guard descriptor >= 0 else { return true }
        let hangUp = Self.readHangUp | Int16(POLLHUP) | Int16(POLLERR)
        var entry = pollfd(fd: descriptor, events: Self.readHangUp, revents: 0)
        return poll(&entry, 1, 0) > 0 && entry.revents & hangUp != 0
    }

    /// After a short read: the end of STDIN, or one of the reasons that look like it (only FCGX_GetError tells).
    private func checkEnd(of stream: UnsafeMutablePointer<FCGX_Stream>) throws(FastCGIError) {
        let code = FCGX_GetError(stream)
        switch code {
        case 0: return
        case EAGAIN: throw FastCGIError(.timedOut, "the peer stopped sending the body", systemError: code)
        case 1...:
            throw FastCGIError(.peerClosed, "the connection broke while the body was read", systemError: code)
        default:
            if isPeerGone {
                throw FastCGIError(.peerClosed, "the peer closed the connection inside the body", libraryError: code)
            }
            throw FastCGIError(.protocolViolation, "the peer broke off the body", libraryError: code)
        }
    }
}
