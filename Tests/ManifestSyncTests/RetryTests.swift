import Testing

@testable import ManifestSync

struct RetryTests {
    @Test(
        "a pause doubles, and is as long as the gateway wants, once",
        arguments: [
            ([0, 0, 0], [250, 500, 1_000]), ([30, 0, 1], [30_000, 500, 1_000]), ([0, 2, 0], [250, 2_000, 1_000]),
        ]
            as [([Int64], [Int])])
    func pauses(wanted: [Int64], milliseconds: [Int]) {
        let pauses = wanted.enumerated().map { ManifestClient.pause(afterAttempt: $0 + 1, wantedSeconds: $1) }
        #expect(pauses == milliseconds.map { .milliseconds($0) })
    }
}
