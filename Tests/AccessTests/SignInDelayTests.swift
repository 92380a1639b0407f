import Access
import Analytics
import Testing

struct SignInDelayTests {
    private static let start = Timestamp(seconds: 1_795_176_000)

    private static func later(_ milliseconds: Int64) -> Timestamp {
        start.advanced(byMicroseconds: milliseconds * 1_000)
    }

    @Test(arguments: [
        (0, 0), (1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 16), (10, 32), (11, 60), (12, 60), (1_000, 60),
        (Int.max, 60),
    ])
    func growsAfterTheFifthFailure(_ failures: Int, _ seconds: Int) {
        #expect(SignInDelay(failures: failures, lastFailure: Self.start).secondsToWait(at: Self.start) == seconds)
    }

    @Test(
        arguments: [(0, 8), (1, 8), (999, 8), (1_000, 7), (7_001, 1), (7_999, 1), (8_000, 0), (60_000, 0)]
            as [(Int64, Int)])
    func isGivenInWholeSecondsThatAreEnough(_ passed: Int64, _ seconds: Int) {
        #expect(SignInDelay(failures: 8, lastFailure: Self.start).secondsToWait(at: Self.later(passed)) == seconds)
    }

    @Test func aClockSetBackLengthensNothing() {
        let delay = SignInDelay(failures: 8, lastFailure: Self.start)
        #expect(delay.secondsToWait(at: Self.later(-3_600_000)) == 8)
        #expect(delay.secondsToWait(at: Timestamp(microseconds: .min)) == 8)
        #expect(SignInDelay(failures: 8, lastFailure: Timestamp(microseconds: .max)).secondsToWait(at: Self.start) >= 0)
    }

    @Test func aQuarterOfAnHourForgets() {
        let delay = SignInDelay(failures: 20, lastFailure: Self.start)
        #expect(!delay.isForgotten(at: Self.later(899_999)))
        #expect(delay.isForgotten(at: Self.later(900_000)))
        #expect(delay.secondsToWait(at: Self.later(900_000)) == 0)
        #expect(delay.afterFailure(at: Self.later(900_000)).failures == 1)
        #expect(delay.afterFailure(at: Self.later(899_999)).failures == 21)
    }

    @Test func countingFailuresNeverOverflows() {
        var delay = SignInDelay(failures: .max, lastFailure: Self.start)
        for _ in 0..<3 { delay = delay.afterFailure(at: Self.start) }
        #expect(delay.failures > SignInDelay.freeFailures)
        #expect(delay.lastFailure == Self.start)
    }
}
