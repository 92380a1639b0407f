import HTTPTypes
import Metrics
import Synchronization

/// Counts requests and their durations by method, route and status.
final class RequestMetrics: Sendable {
    private struct Series: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private struct Handlers {
        let requests: any CounterHandler
        let durations: any TimerHandler
    }

    private let factory: any MetricsFactory
    private let handlers = Mutex<[Series: Handlers]>([:])

    init(factory: any MetricsFactory) {
        self.factory = factory
    }

    /// - Parameter route: the route's pattern, never the path itself, so that labels stay few.
    func record(method: HTTPRequest.Method, route: String?, status: HTTPResponse.Status, duration: Duration) {
        let series = Series(method: Self.label(method), route: route ?? "none", status: status.code)
        let handlers = handlers.withLock { known in
            if let found = known[series] { return found }
            let made = make(series)
            known[series] = made
            return made
        }
        handlers.requests.increment(by: 1)
        let (seconds, attoseconds) = duration.components
        handlers.durations.recordNanoseconds(seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000)
    }

    private func make(_ series: Series) -> Handlers {
        let dimensions = [("method", series.method), ("route", series.route)]
        return Handlers(
            requests: factory.makeCounter(
                label: "gateway_http_requests_total", dimensions: dimensions + [("status", String(series.status))]),
            durations: factory.makeTimer(label: "gateway_http_request_duration_seconds", dimensions: dimensions))
    }

    /// The method as a label: a client can invent methods, which must not become series of their own.
    private static func label(_ method: HTTPRequest.Method) -> String {
        switch method {
        case .get, .head, .post, .put, .patch, .delete, .options: method.rawValue
        default: "other"
        }
    }
}
