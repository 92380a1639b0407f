import FeatureFlags
import JSON
import Testing

@testable import PostHogEngine

struct PollDecisionTests {
    private static let flag = FlagsFixture.definition(1, "a")
    private static let unreadable: JSON = ["id": 1, "key": "a", "filters": "all"]

    /// What is kept, what comes, and what becomes of it.
    @Test(arguments: [
        ("nothing", "flags", "replace"), ("nothing", "empty", "replace"), ("nothing", "unreadable", "replace"),
        ("nothing", "304", "keep"), ("nothing", "402", "keep"), ("nothing", "malformed", "keep"),
        ("flags", "flags", "replace"), ("flags", "304", "confirm"), ("flags", "empty", "ask the list"),
        ("flags", "unreadable", "keep"), ("flags", "partly unreadable", "replace"), ("flags", "402", "keep"),
        ("flags", "401", "keep"), ("flags", "malformed", "keep"), ("flags", "500", "keep"),
        ("empty", "empty", "replace"), ("empty", "flags", "replace"), ("empty", "402", "keep"),
        ("unreadable", "empty", "ask the list"), ("unreadable", "unreadable", "replace"),
    ])
    func onlyAReadableListReplacesACopy(_ kept: String, _ answer: String, _ outcome: String) throws {
        let decision = PollDecision(try Self.answer(answer), current: try Self.document(kept))
        let made =
            switch decision {
            case .confirm: "confirm"
            case .replace: "replace"
            case .replaceWhenListIsEmpty: "ask the list"
            case .keep: "keep"
            }
        #expect(made == outcome)
    }

    private static func document(_ name: String) throws -> DefinitionsDocument? {
        switch name {
        case "flags": try FlagsFixture.document([flag])
        case "empty": try FlagsFixture.document([])
        case "unreadable": try FlagsFixture.document([unreadable])
        case "partly unreadable": try FlagsFixture.document([unreadable, FlagsFixture.definition(2, "b")])
        default: nil
        }
    }

    private static func answer(_ name: String) throws -> PollAnswer {
        if let document = try document(name) { return .document(document) }
        return switch name {
        case "304": .notModified
        case "401": .unauthorized("wrong key")
        case "402": .quotaLimited("used up")
        case "malformed": .malformed("no JSON")
        default: .failed("PostHog answered 500")
        }
    }

    @Test(arguments: ["", "{", "[]", "{}", "{\"flags\":{}}", "{\"flags\":null}", "<html></html>", "null"])
    func whatIsNoListOfFlagsIsNoDocument(_ body: String) {
        #expect(throws: DefinitionsError.self) {
            try DefinitionsDocument(body: Array(body.utf8), entityTag: nil, receivedAt: FlagsFixture.noon)
        }
    }
}
