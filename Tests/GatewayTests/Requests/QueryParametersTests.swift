import Analytics
import HTTPTypes
import Testing

@testable import Gateway

struct QueryParametersTests {
    @Test(
        "values are decoded",
        arguments: [
            ("user_id=u1", "u1"), ("user_id=a%20b", "a b"), ("user_id=a+b", "a b"), ("user_id=%C3%BC", "ü"),
            ("days=7&user_id=x%26y%3Dz", "x&y=z"), ("user_id=a=b", "a=b"),
        ])
    func valuesAreDecoded(query: String, expected: String) throws {
        #expect(try QueryParameters(query).text("user_id") == expected)
    }

    @Test("an absent or empty parameter is nil", arguments: [nil, "", "other=1", "user_id=", "user_id"])
    func absentIsNil(query: String?) throws {
        #expect(try QueryParameters(query).text("user_id") == nil)
    }

    @Test(
        "a malformed query is refused", arguments: ["user_id=%", "user_id=%2", "user_id=%zz", "user_id=%ff", "%c3=1"])
    func malformedIsRefused(query: String) {
        let problem = #expect(throws: Problem.self) { try QueryParameters(query) }
        #expect(problem?.status == .badRequest)
        #expect(problem?.field?.name == "query")
    }

    @Test func aParameterGivenTwiceIsRefusedByName() {
        let problem = #expect(throws: Problem.self) { try QueryParameters("days=1&days=2") }
        #expect(problem?.field == Problem.Field(name: "days", rule: "at most once"))
    }

    @Test(
        "integers keep their bounds",
        arguments: [
            ("0", nil), ("1", 1), ("365", 365), ("366", nil), ("-1", nil),
            ("1.5", nil), ("x", nil), ("99999999999999999999", nil), ("7 ", nil),
        ] as [(String, Int?)])
    func integersKeepTheirBounds(text: String, expected: Int?) throws {
        let parameters = try QueryParameters("days=\(text.replacing(" ", with: "%20"))")
        if let expected {
            #expect(try parameters.integer("days", in: 1...365, default: 30) == expected)
        } else {
            let problem = #expect(throws: Problem.self) {
                try parameters.integer("days", in: 1...365, default: 30)
            }
            #expect(problem?.field == Problem.Field(name: "days", rule: "1...365"))
        }
    }

    @Test func nulAndLengthAreRefused() throws {
        #expect(throws: Problem.self) { try QueryParameters("user_id=a%00b").text("user_id") }
        #expect(throws: Problem.self) {
            try QueryParameters("user_id=\(String(repeating: "x", count: 1_001))").text("user_id")
        }
    }

    @Test(
        "a cursor is one of ours or refused",
        arguments: ["x", "1_2", "zz_0123", "%00", "1_" + String(repeating: "g", count: 32)])
    func foreignCursorsAreRefused(text: String) throws {
        #expect(throws: Problem.self) { try QueryParameters("cursor=\(text)").cursor() }
    }

    @Test func aCursorSurvivesTheRoundTrip() throws {
        let cursor = EventCursor(
            timestamp: Timestamp(microseconds: 1_795_000_000_123_456), uuid: EventID(high: 0xAB << 56, low: 7))
        #expect(try QueryParameters("cursor=\(cursor)").cursor() == cursor)
    }
}
