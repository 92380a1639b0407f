public import Metrics
import Synchronization

/// Keeps metrics and prints them in Prometheus's text format (version 0.0.4).
///
/// Counters, gauges (recorders without aggregation, meters) and histograms (timers and aggregating recorders; timers
/// in seconds). Asking again for a name and labels gives the same metric.
public final class PrometheusRegistry: MetricsFactory, Sendable {
    private struct State {
        var counters: [MetricKey: PrometheusCounter] = [:]
        var gauges: [MetricKey: PrometheusGauge] = [:]
        var histograms: [MetricKey: PrometheusHistogram] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let key = MetricKey(label, dimensions)
        return state.withLock { state in
            if let counter = state.counters[key] { return counter }
            let counter = PrometheusCounter()
            state.counters[key] = counter
            return counter
        }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(MetricKey(label, dimensions))
    }

    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        let key = MetricKey(label, dimensions)
        return aggregate ? histogram(key) : gauge(key)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(MetricKey(label, dimensions))
    }

    // Metrics live as long as the process: a counter that started anew would look like a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    /// All metrics as text, sorted by name and labels.
    public var text: String {
        let snapshot = state.withLock { $0 }
        var text = ""
        Self.append(snapshot.counters, type: "counter", to: &text) { key, counter, text in
            text += "\(key) \(counter.value)\n"
        }
        Self.append(snapshot.gauges, type: "gauge", to: &text) { key, gauge, text in
            text += "\(key) \(gauge.value)\n"
        }
        Self.append(snapshot.histograms, type: "histogram", to: &text) { key, histogram, text in
            histogram.append(to: &text, as: key)
        }
        return text
    }

    private func gauge(_ key: MetricKey) -> PrometheusGauge {
        state.withLock { state in
            if let gauge = state.gauges[key] { return gauge }
            let gauge = PrometheusGauge()
            state.gauges[key] = gauge
            return gauge
        }
    }

    private func histogram(_ key: MetricKey) -> PrometheusHistogram {
        state.withLock { state in
            if let histogram = state.histograms[key] { return histogram }
            let histogram = PrometheusHistogram()
            state.histograms[key] = histogram
            return histogram
        }
    }

    private static func append<Metric>(
        _ metrics: [MetricKey: Metric], type: String, to text: inout String,
        _ line: (MetricKey, Metric, inout String) -> Void
    ) {
        var name = ""
        for (key, metric) in metrics.sorted(by: { $0.key < $1.key }) {
            if key.name != name {
                name = key.name
                text += "# TYPE \(name) \(type)\n"
            }
            line(key, metric, &text)
        }
    }
}
