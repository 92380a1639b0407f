import CoreMetrics
import HTTPTypes
import Testing

@testable import Gateway

struct PrometheusRegistryTests {
    @Test func metricsPrintSortedWithTheirTypes() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "b_total", dimensions: [("route", "/x\"y\\")]).increment(by: 2)
        registry.makeCounter(label: "b_total", dimensions: [("route", "/x\"y\\")]).increment(by: 3)
        registry.makeRecorder(label: "a.depth", dimensions: [], aggregate: false).record(Int64(4))
        #expect(
            registry.text == """
                # TYPE b_total counter
                b_total{route="/x\\"y\\\\"} 5
                # TYPE a_depth gauge
                a_depth 4.0

                """)
    }

    @Test func aTimerPrintsCumulativeBucketsInSeconds() {
        let registry = PrometheusRegistry()
        let timer = registry.makeTimer(label: "t", dimensions: [("m", "GET")])
        timer.recordNanoseconds(2_000_000)
        timer.recordNanoseconds(700_000_000)
        timer.recordNanoseconds(60_000_000_000)
        let lines = registry.text.split(separator: "\n")
        #expect(lines.contains("t_bucket{m=\"GET\",le=\"0.001\"} 0"))
        #expect(lines.contains("t_bucket{m=\"GET\",le=\"0.0025\"} 1"))
        #expect(lines.contains("t_bucket{m=\"GET\",le=\"1.0\"} 2"))
        #expect(lines.contains("t_bucket{m=\"GET\",le=\"10.0\"} 2"))
        #expect(lines.contains("t_bucket{m=\"GET\",le=\"+Inf\"} 3"))
        #expect(lines.contains("t_count{m=\"GET\"} 3"))
    }

    @Test func anInventedMethodMakesNoSeriesOfItsOwn() throws {
        let registry = PrometheusRegistry()
        let metrics = RequestMetrics(factory: registry)
        for name in ["BREW", "WHEN"] {
            metrics.record(
                method: try #require(.init(rawValue: name)), route: nil, status: .notFound, duration: .milliseconds(1))
        }
        #expect(registry.text.contains("method=\"other\",route=\"none\",status=\"404\"} 2"))
    }
}
