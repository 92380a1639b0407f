import Analytics
import Testing

@testable import SQLiteEngine

struct ActivityTallyTests {
    private static let request = Array("api_request".utf8)

    private func add(status: Int, at moment: Timestamp, to tally: inout ActivityTally) {
        Self.request.withUnsafeBytes { name in
            tally.add(
                ActivityRow(
                    timestamp: moment, event: name, statusCode: status, duration: nil, endpoint: nil, errorType: nil))
        }
    }

    /// Status codes are anybody's to invent: each one more must not make every other one dearer.
    @Test(.timeLimit(.minutes(10)))
    func anyNumberOfStatusCodesIsCountedInOnePass() {
        var tally = ActivityTally(window: EngineFixture.window, rule: .marked)
        for status in 400..<100_400 { add(status: status, at: EngineFixture.noon, to: &tally) }
        let before = EngineFixture.noon.advanced(byMicroseconds: -9)
        add(status: 503, at: before, to: &tally)
        let activity = tally.result()
        #expect(activity.requests.failed == 100_001)
        let expected = Activity.FailureCluster(statusCode: 503, count: 2, first: before, last: EngineFixture.noon)
        #expect(activity.mainFailure == expected)
    }

    @Test func ofEquallyFrequentFailuresTheHigherStatusCodeCounts() {
        var tally = ActivityTally(window: EngineFixture.window, rule: .marked)
        for status in [404, 500, 404, 500, 400] { add(status: status, at: EngineFixture.noon, to: &tally) }
        #expect(tally.result().mainFailure?.statusCode == 500)
    }
}
