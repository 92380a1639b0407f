internal import CFastCGI
internal import Glibc

/// A worker's libfcgi request: parses what a connection sends, and writes the records of the response.
///
/// There is one per worker. The `FCGX_Request` is allocated once and never moves, as libfcgi's streams point back
/// into it.
// @unchecked: a request's calls run under the lock of its exchange; begin, reject and finish run on the worker's
// thread while no exchange refers to the channel.
final class FCGXChannel: ExchangeChannel, @unchecked Sendable {
    enum Start {
        /// The request was read up to its body.
        case request(keepsConnection: Bool)
        /// A role other than Responder, which was refused with UNKNOWN_ROLE.
        case refusedRole
        /// The peer went away, stalled or broke the protocol. libfcgi closed its descriptor.
        case failed
    }

    private let request: UnsafeMutablePointer<FCGX_Request>
    private var records: RecordBuffer
    private var descriptor: Int32 = -1

    /// Bytes written for the current request.
    private(set) var bytesWritten = 0

    init(responseBuffer: Int) {
        request = .allocate(capacity: 1)
        request.initialize(to: FCGX_Request())
        FCGX_InitRequest(request, -1, 0)
        records = RecordBuffer(capacity: responseBuffer + 256)
    }

    deinit {
        FCGX_Free(request, 0)
        request.deallocate()
    }

    /// Reads BEGIN_REQUEST and the parameters from a readable connection.
    func begin(on connection: Connection) -> Start {
        descriptor = connection.descriptor
        bytesWritten = 0
        records.removeAll()
        request.pointee.ipcFd = connection.libraryDescriptor
        // Set, so that FCGX_Accept_r uses the descriptor instead of accepting one; it then stores the peer's wish.
        request.pointee.keepConnection = 1
        // A detached request is closed without libfcgi's lingering close, which waits up to 2 seconds.
        request.pointee.detached = 1
        guard FCGX_Accept_r(request) == 0 else {
            connection.libraryDescriptor = -1
            request.pointee.ipcFd = -1
            return .failed
        }
        records.requestID = UInt16(truncatingIfNeeded: request.pointee.requestId)
        guard request.pointee.role == FCGI_RESPONDER else {
            records.appendEnd(.unknownRole)
            try? send(behind: nil)
            finish()
            return .refusedRole
        }
        return .request(keepsConnection: request.pointee.keepConnection != 0)
    }

    /// The parameters of the request that ``begin(on:)`` read.
    func parameters() -> Parameters {
        guard let list = request.pointee.envp else { return Parameters([]) }
        return Parameters(environment: list)
    }

    /// Frees what libfcgi holds for the request. The connection stays open and ours.
    ///
    /// FCGX_FClose is left out on purpose: it would write an END_REQUEST of its own behind ours.
    func finish() {
        FCGX_Free(request, 0)
        request.pointee.ipcFd = -1
        request.pointee.keepConnection = 1
        descriptor = -1
    }

    // MARK: ExchangeChannel

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

    // MARK: Sending

    private static let noSignal = Int32(MSG_NOSIGNAL)

    /// Writes the collected records and then `content`, in one call as long as the kernel takes them.
    private func send(behind content: UnsafeRawBufferPointer?) throws(FastCGIError) {
        let head = records.bytes
        let tail = content ?? UnsafeRawBufferPointer(start: nil, count: 0)
        defer { records.removeAll() }
        var sent = 0
        while sent < head.count + tail.count {
            let headSent = min(sent, head.count)
            let count = write(
                UnsafeRawBufferPointer(rebasing: head[headSent...]),
                UnsafeRawBufferPointer(rebasing: tail[(sent - headSent)...]))
            if count < 0 {
                let number = errno
                if number == EINTR { continue }
                throw Self.writeError(number)
            }
            sent += count
            bytesWritten += count
        }
    }

    private func write(_ head: UnsafeRawBufferPointer, _ tail: UnsafeRawBufferPointer) -> Int {
        if tail.isEmpty { return Glibc.send(descriptor, head.baseAddress, head.count, Self.noSignal) }
        return withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { vectors in
            vectors.initializeElement(
                at: 0, to: iovec(iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress), iov_len: head.count))
            vectors.initializeElement(
                at: 1, to: iovec(iov_base: UnsafeMutableRawPointer(mutating: tail.baseAddress), iov_len: tail.count))
            var message = msghdr()
            message.msg_iov = vectors.baseAddress
            message.msg_iovlen = 2
            return sendmsg(descriptor, &message, Self.noSignal)
        }
    }

    private static func writeError(_ number: Int32) -> FastCGIError {
        switch number {
        case EAGAIN: FastCGIError(.timedOut, "the peer stopped reading the response", systemError: number)
        case EPIPE, ECONNRESET:
            FastCGIError(.peerClosed, "the peer closed the connection during the response", systemError: number)
        default: FastCGIError(.systemCall, "the response could not be written", systemError: number)
        }
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
