import Analytics
import JSON
import SQLiteEngine
import Testing

struct ErrorLookupTests {
    private static func error(_ number: UInt64, of user: String, _ type: String) -> CapturedEvent {
        EngineFixture.event(number, of: user, ["error_type": .string(type)])
    }

    /// A user with many errors that everybody meets must not cost a look at everybody for each of them.
    @Test func otherUsersOfManyGroupsAreCountedUpToAShareOfWhatALookupMayCost() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        // Words of letters, since digits are left out of a fingerprint.
        let types = (1...100).map { String(repeating: "x", count: $0) }
        try await engine.store(types.enumerated().map { Self.error(UInt64($0), of: "u1", $1) })
        try await engine.store((1_000..<2_500).map { Self.error($0, of: "other \($0)", types[0]) })
        let person = try #require(try await engine.person(distinctID: "u1"))
        let groups = try await engine.errorGroups(of: person, in: EngineFixture.window)
        #expect(groups.count == 100)
        #expect(groups.first { $0.errorType == types[0] }?.otherUsers == 1_000)
        // Alone the same error is looked at further.
        let other = try #require(try await engine.person(distinctID: "other 1000"))
        #expect(try await engine.errorGroups(of: other, in: EngineFixture.window).map(\.otherUsers) == [1_500])
    }
}
