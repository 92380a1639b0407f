import FastCGI
import NIOCore

/// The request's body in pieces, read from the connection when the handler asks for them.
///
/// Reading blocks the worker's thread, which belongs to this request. The sequence can be read once; a second iterator
/// goes on where the first one stopped.
struct ExchangeBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    /// Bodies up to this size (bytes) are read whole before the handler runs.
    static let wholeReadLimit = 256 * 1024
    private static let chunkSize = 64 * 1024

    let exchange: Exchange
    let failure: @Sendable (FastCGIError) -> any Error

    struct AsyncIterator: AsyncIteratorProtocol {
        let body: ExchangeBody

        func next() async throws -> ByteBuffer? {
            try Task.checkCancellation()
            do {
                return try body.exchange.readBodyChunk(upTo: ExchangeBody.chunkSize).map(ByteBuffer.init(bytes:))
            } catch {
                throw body.failure(error)
            }
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: self) }
}
