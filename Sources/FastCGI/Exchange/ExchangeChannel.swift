/// The way an ``Exchange`` reads its body and sends its response: a FastCGI connection, or plain CGI's two descriptors.
///
/// All calls of one request come one after the other, under the lock of its exchange.
protocol ExchangeChannel: AnyObject, Sendable {
    /// Reads between 1 and `space.count` bytes of the body; 0 at its end.
    func readBody(into space: UnsafeMutableRawBufferPointer) throws(FastCGIError) -> Int

    /// Bytes that were appended and not sent yet.
    var pendingBytes: Int { get }

    /// Adds response bytes (CGI response: head, empty line, body) to what the next send will carry.
    func append(_ bytes: UnsafeRawBufferPointer)

    /// Sends what was appended, then these bytes, without copying more of them than the framing needs.
    func stream(_ bytes: UnsafeRawBufferPointer) throws(FastCGIError)

    /// Sends what was appended so far.
    func flush() throws(FastCGIError)

    /// Marks the end of the response and sends what is left, in one write.
    func end() throws(FastCGIError)

    /// As ``end()``, from another thread than the worker's: never waits, and nothing can follow on the connection.
    func endAtOnce()

    /// Whether the peer hung up.
    var isPeerGone: Bool { get }
}
