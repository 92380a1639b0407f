import Analytics
import FeatureFlags
import Testing

@testable import PostHogEngine

struct FlagFreshnessTests {
    /// Seconds after the start: confirmed, failed, now.
    @Test(
        arguments: [
            (10, nil, 12, FlagSnapshot.Source.live), (10, nil, 84, .live), (10, nil, 90, .memory),
            (10, 11, 12, .memory),
            (10, 9, 12, .live), (-5, nil, 1, .live), (-5, 1, 2, .disk), (-80, nil, 1, .disk),
            (0, nil, 1, .live),
        ] as [(Int64, Int64?, Int64, FlagSnapshot.Source)])
    func theSourceTellsWhetherPostHogAnswers(
        _ confirmed: Int64, _ failed: Int64?, _ now: Int64, _ source: FlagSnapshot.Source
    ) {
        let freshness = FlagFreshness(intervalSeconds: 30, startedAt: FlagsFixture.noon)
        #expect(
            freshness.source(
                confirmedAt: FlagsFixture.later(confirmed), failedAt: failed.map(FlagsFixture.later),
                now: FlagsFixture.later(now)) == source)
    }
}
