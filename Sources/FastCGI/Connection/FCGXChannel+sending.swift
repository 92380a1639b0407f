internal import Glibc

extension FCGXChannel {
    static let noSignal = Int32(MSG_NOSIGNAL)

    /// Writes the collected records and then `content`, in one call as long as the kernel takes them.
    func send(behind content: UnsafeRawBufferPointer?) throws(FastCGIError) {
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
}
