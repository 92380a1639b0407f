/// The 50th, 95th and 99th percentile of durations in milliseconds, with the number of samples.
///
/// Under ``minimumSamples`` there are none: the value of a rank among so few says nothing.
public struct Percentiles: Sendable, Equatable {
    public static let minimumSamples = 20

    public let sampleCount: Int
    public let p50: Double?
    public let p95: Double?
    public let p99: Double?

    /// - Parameter sorted: all samples, ascending.
    public init(sorted: [Double]) {
        sampleCount = sorted.count
        guard sorted.count >= Self.minimumSamples else {
            (p50, p95, p99) = (nil, nil, nil)
            return
        }
        p50 = sorted[Self.index(of: 50, among: sorted.count)]
        p95 = sorted[Self.index(of: 95, among: sorted.count)]
        p99 = sorted[Self.index(of: 99, among: sorted.count)]
    }

    /// - Parameters: the values of the ranks, as a store that sorted the samples itself has read them.
    public init(sampleCount: Int, p50: Double, p95: Double, p99: Double) {
        self.sampleCount = sampleCount
        let isEnough = sampleCount >= Self.minimumSamples
        self.p50 = isEnough ? p50 : nil
        self.p95 = isEnough ? p95 : nil
        self.p99 = isEnough ? p99 : nil
    }

    /// The nearest-rank index: the smallest sample that at least `percent` percent of all do not exceed.
    public static func index(of percent: Int, among count: Int) -> Int {
        max(0, (count * percent + 99) / 100 - 1)
    }
}
