import Access
import Analytics
import Testing

struct SessionPolicyTests {
    private static let start = Timestamp(seconds: 1_795_176_000)

    private static func later(_ seconds: Int64) -> Timestamp {
        start.advanced(byMicroseconds: seconds * Timestamp.microsecondsPerSecond)
    }

    private static func session(used: Int64) -> Session {
        Session(
            identifierHash: [1], subject: "s", capabilities: [], identity: nil, credentialHash: [2],
            expiresAt: later(SessionPolicy.absoluteSeconds), lastUsedAt: later(used))
    }

    @Test(
        arguments: [
            (0, 0, true), (0, 1_799, true), (0, 1_800, false), (1_700, 3_499, true), (1_700, 3_500, false),
            (28_000, 28_799, true), (28_000, 28_800, false), (28_799, 28_801, false),
        ] as [(Int64, Int64, Bool)])
    func aSessionEndsUnusedOrAtItsEnd(_ used: Int64, _ now: Int64, _ expected: Bool) {
        #expect(SessionPolicy.isAlive(Self.session(used: used), at: Self.later(now)) == expected)
    }

    @Test(arguments: [(0, 0, false), (0, 59, false), (0, 60, true), (100, 0, false)] as [(Int64, Int64, Bool)])
    func itsUseIsNotedOnceAMinute(_ used: Int64, _ now: Int64, _ expected: Bool) {
        #expect(SessionPolicy.needsTouch(Self.session(used: used), at: Self.later(now)) == expected)
    }
}
