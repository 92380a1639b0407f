internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPCompression
internal import NIOPosix

/// Makes single attempts: no redirects, bounded in time and size.
final class HTTPTransport: Sendable {
    private let client: HTTPClient

    /// - Parameter maximumBytes: the largest answer, unpacked.
    init(connectTimeout: Duration, maximumBytes: Int) {
        var configuration = HTTPClient.Configuration()
        // A redirect would carry the key to wherever the answer says.
        configuration.redirectConfiguration = .disallow
        // A few packed bytes can stand for gigabytes; what is unpacked is held until it is read.
        configuration.decompression = .enabled(limit: .size(maximumBytes))
        configuration.timeout = .init(connect: TimeAmount(connectTimeout))
        // Whether to try again is decided by the retry policy, which knows the deadline.
        configuration.connectionPool.retryConnectionEstablishment = false
        // More than the limits of all families let in at once: who waits for a slow answer of one family must not keep
        // the calls of another from a connection.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 512
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // A client that nobody shut down keeps its connections, and traps in debug builds.
        Task { [client] in try? await client.shutdown() }
    }

    func shutdown() async {
        // It fails only when the client is shut down already.
        try? await client.shutdown()
    }

    /// Sends the request and reads the whole answer within `timeout`.
    func attempt(
        _ request: HTTPClientRequest, timeout: Duration, maximumBytes: Int
    ) async throws(AttemptFailure) -> HTTPAnswer {
        do {
            return try await withThrowingTaskGroup(of: HTTPAnswer?.self) { [client] group in
                group.addTask {
                    let response = try await client.execute(request, timeout: TimeAmount(timeout))
                    return try await HTTPAnswer(response, maximumBytes: maximumBytes)
                }
                group.addTask {
                    // The client's own deadline ends with the header; a body may trickle.
                    try await Task.sleep(for: timeout)
                    return nil
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() ?? nil else { throw HTTPClientError.deadlineExceeded }
                return answer
            }
        } catch {
            throw AttemptFailure(error, timeout: timeout, maximumBytes: maximumBytes)
        }
    }
}

extension HTTPAnswer {
    fileprivate init(_ response: HTTPClientResponse, maximumBytes: Int) async throws {
        let body = try await response.body.collect(upTo: maximumBytes)
        status = Int(response.status.code)
        self.body = Array(body.readableBytesView)
        contentType = response.headers.first(name: "Content-Type")
        entityTag = response.headers.first(name: "ETag")
        retryAfter = response.headers.first(name: "Retry-After")
        location = response.headers.first(name: "Location")
    }
}

extension TimeAmount {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = .nanoseconds(overflow ? .max / 2 : min(nanoseconds, .max / 2) + attoseconds / 1_000_000_000)
    }
}
