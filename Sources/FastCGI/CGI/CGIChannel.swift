internal import Glibc

/// Plain CGI's way in and out: two descriptors without any framing.
// @unchecked: there is one request, and its calls run under the lock of its exchange.
final class CGIChannel: ExchangeChannel, @unchecked Sendable {
    private let input: Int32
    private let output: Int32
    private let timeout: Duration
    /// What a pipe takes without waiting once `poll` calls it writable: PIPE_BUF (pipe(7)). A blocking `write` of more
    /// would wait, without limit, until the server has read all of it.
    private static let pieceSize = 4096

    private var left: Int
    private var collected: [UInt8] = []

    /// Why the response did not go out, if it did not.
    private(set) var writeFailure: FastCGIError?

    init(input: Int32, output: Int32, bodyLength: Int, timeout: Duration) {
        self.input = input
        self.output = output
        self.left = bodyLength
        self.timeout = timeout
    }

    func readBody(into space: UnsafeMutableRawBufferPointer) throws(FastCGIError) -> Int {
        // A CGI program must not read past CONTENT_LENGTH: some servers keep the pipe open (RFC 3875 §4.2).
        guard left > 0, !space.isEmpty else { return 0 }
        try wait(for: input, Int16(POLLIN), "the server stopped sending the body")
        let room = min(left, space.count)
        let count = try SystemCall.check("the body could not be read") {
            Int32(clamping: read(input, space.baseAddress, min(room, 1 << 30)))
        }
        left -= Int(count)
        return Int(count)
    }

    var pendingBytes: Int { collected.count }

    func append(_ bytes: UnsafeRawBufferPointer) {
        collected.append(contentsOf: bytes)
    }

    func stream(_ bytes: UnsafeRawBufferPointer) throws(FastCGIError) {
        try flush()
        try writeAll(bytes)
    }

    func flush() throws(FastCGIError) {
        let bytes = collected
        collected.removeAll(keepingCapacity: true)
        var problem: FastCGIError?
        bytes.withUnsafeBytes { bytes in
            do throws(FastCGIError) { try writeAll(bytes) } catch { problem = error }
        }
        if let problem { throw problem }
    }

    func end() throws(FastCGIError) {
        try flush()
    }

    func endAtOnce() {
        // The reason stays in `writeFailure`.
        try? flush()
    }

    var isPeerGone: Bool {
        var entry = pollfd(fd: output, events: 0, revents: 0)
        return poll(&entry, 1, 0) > 0 && entry.revents & (Int16(POLLERR) | Int16(POLLHUP)) != 0
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) throws(FastCGIError) {
        var sent = 0
        while sent < bytes.count {
            do throws(FastCGIError) {
                try wait(for: output, Int16(POLLOUT), "the server stopped reading the response")
                let piece = UnsafeRawBufferPointer(rebasing: bytes[sent...].prefix(Self.pieceSize))
                let count = try SystemCall.check("the response could not be written") {
                    Int32(clamping: write(output, piece.baseAddress, piece.count))
                }
                sent += Int(count)
            } catch {
                let failure =
                    error.systemError == EPIPE
                    ? FastCGIError(.peerClosed, "the server closed the response", systemError: EPIPE) : error
                if writeFailure == nil { writeFailure = failure }
                throw failure
            }
        }
    }

    private func wait(for descriptor: Int32, _ event: Int16, _ message: String) throws(FastCGIError) {
        var entry = pollfd(fd: descriptor, events: event, revents: 0)
        let limit = SystemCall.milliseconds(timeout)
        let ready = try SystemCall.check("poll failed") { poll(&entry, 1, limit) }
        if ready == 0 { throw FastCGIError(.timedOut, message) }
    }
}
