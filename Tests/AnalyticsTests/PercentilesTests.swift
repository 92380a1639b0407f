import Analytics
import Testing

struct PercentilesTests {
    @Test(arguments: [0, 1, 19])
    func areNoneOfFewSamples(_ count: Int) {
        let percentiles = Percentiles(sorted: (0..<count).map(Double.init))
        #expect(percentiles.sampleCount == count)
        #expect(percentiles.p50 == nil)
        #expect(percentiles.p95 == nil)
        #expect(percentiles.p99 == nil)
    }

    @Test(arguments: [
        (20, 10.0, 19.0, 20.0), (21, 11, 20, 21), (100, 50, 95, 99), (101, 51, 96, 100), (1_000, 500, 950, 990),
    ])
    func areTheNearestRank(_ count: Int, _ p50: Double, _ p95: Double, _ p99: Double) {
        let percentiles = Percentiles(sorted: (1...count).map(Double.init))
        #expect(percentiles.p50 == p50)
        #expect(percentiles.p95 == p95)
        #expect(percentiles.p99 == p99)
    }

    @Test func theRankCoversItsShareAndNoSmallerOneDoes() {
        for count in 1...300 {
            for percent in [1, 50, 95, 99, 100] {
                let index = Percentiles.index(of: percent, among: count)
                #expect((index + 1) * 100 >= count * percent)
                #expect(index == 0 || index * 100 < count * percent)
            }
        }
    }
}
