import Synchronization

@testable import PostHogClient

/// Collects what a client reports.
final class ExchangeLog: Sendable {
    private let log = Mutex<[PostHogExchange]>([])

    var exchanges: [PostHogExchange] { log.withLock { $0 } }

    func append(_ exchange: PostHogExchange) {
        log.withLock { $0.append(exchange) }
    }
}
