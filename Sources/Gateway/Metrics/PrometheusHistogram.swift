import CoreMetrics
import Synchronization

/// How many values lie at or below each of a few bounds; times are in seconds.
final class PrometheusHistogram: TimerHandler, RecorderHandler, Sendable {
    private struct State {
        var buckets = [Int64](repeating: 0, count: PrometheusHistogram.bounds.count)
        var count: Int64 = 0
        var sum = 0.0
    }

    private static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private let state = Mutex(State())

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        state.withLock { state in
            state.count &+= 1
            state.sum += value
            if let index = Self.bounds.firstIndex(where: { value <= $0 }) { state.buckets[index] &+= 1 }
        }
    }

    /// Prints cumulative buckets, sum and count.
    func append(to text: inout String, as key: MetricKey) {
        let snapshot = state.withLock { $0 }
        var cumulative: Int64 = 0
        for (bound, count) in zip(Self.bounds, snapshot.buckets) {
            cumulative &+= count
            text += "\(key.series("_bucket", adding: "le=\"\(bound)\"")) \(cumulative)\n"
        }
        text += "\(key.series("_bucket", adding: "le=\"+Inf\"")) \(snapshot.count)\n"
        text += "\(key.series("_sum")) \(snapshot.sum)\n"
        text += "\(key.series("_count")) \(snapshot.count)\n"
    }
}
