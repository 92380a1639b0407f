import Analytics
import JSON
import Testing

@testable import PostHogEngine

struct LookupQueryTests {
    static let now = Timestamp(seconds: 1_795_176_000)
    static let hostile = [
        "'; drop table events; --", "{person_ids}", "}}{{", "\\'", "\\", "\"", "`", "--", "/*", "limit 1 offset 5",
        "\u{1F600}", "caf\u{E9}", "a\nb", "a\0b", "%s", String(repeating: "x'\\{}", count: 2_000),
    ]

    private static func texts(_ value: String) -> [String] {
        LookupQuery.catalogue(value: value, at: now).map(\.text)
    }

    @Test(arguments: hostile)
    func noValueIsPartOfAQuery(_ value: String) {
        let known = Set(Self.texts("u1"))
        for query in LookupQuery.catalogue(value: value, at: Self.now) {
            #expect(known.contains(query.text), "\(query.name)")
        }
    }

    @Test func theCatalogueHasEveryTextOfAPlainValue() {
        // Two texts of every form of a page, whose condition depends on person, filter and place.
        #expect(Set(Self.texts("u1")).count == 55)
    }

    @Test func everyTextHasALimitAndNoOffset() throws {
        for query in LookupQuery.catalogue(value: "u1", at: Self.now) {
            let words = query.text.split { $0.isWhitespace || $0 == "(" || $0 == ")" }.map { $0.lowercased() }
            #expect(!words.contains("offset"), "\(query.name)")
            let last = try #require(words.lastIndex(of: "limit"))
            #expect(last == words.count - 2, "\(query.name) ends with its limit")
        }
    }

    @Test func everyPlaceholderHasAValueAndEveryValueAPlaceholder() {
        for query in LookupQuery.catalogue(value: "u1", at: Self.now) {
            let placeholders = Set(query.text.matches(of: /\{([a-z_]+)\}/).map { String($0.output.1) })
            #expect(placeholders == Set(query.boundValues.keys), "\(query.name)")
        }
    }

    @Test func everyQueryHasAName() {
        #expect(LookupQuery.catalogue(value: "u1", at: Self.now).allSatisfy { $0.name.hasPrefix("gateway: ") })
    }

    @Test func numbersAreReadAsFloats() {
        for path in [PropertyPath.statusCode, .responseTime, .duration] { #expect(path.float.hasPrefix("toFloat(")) }
    }

    @Test func aPersonWithManyDistinctIDsIsAskedForByOne() {
        func events(_ count: Int) -> PersonEvents {
            PersonEvents(
                of: Person(
                    id: EventID(high: 1, low: 1), primaryDistinctID: "u0", distinctIDs: (0..<count).map { "u\($0)" },
                    properties: [:], firstSeen: nil, lastSeen: nil))
        }
        #expect(events(999).values["person_ids"]?.arrayValue?.count == 999)
        #expect(events(1_000).values == ["primary_id": "u0"])
    }

    @Test func textsThatOnlySwiftCallsEqualAreDifferentQuestions() {
        let composed = LookupQuery.person(distinctID: "caf\u{E9}")
        let decomposed = LookupQuery.person(distinctID: "cafe\u{301}")
        #expect(composed.identity != decomposed.identity)
        #expect(composed.identity == LookupQuery.person(distinctID: "caf\u{E9}").identity)
    }

    @Test func thePlaceOfAWindowIsNoPartOfAQuestionAndItsLengthIs() {
        func identity(_ days: Int, _ end: Timestamp) -> [UInt8] {
            LookupQuery("x", "select 1 limit 1", window: TimeWindow(days: days, until: end)).identity
        }
        let later = Self.now.advanced(byMicroseconds: 1_000_000)
        #expect(identity(30, Self.now) == identity(30, later))
        #expect(identity(30, Self.now) != identity(7, Self.now))
        let everything = TimeWindow(start: Timestamp(microseconds: .min), end: Timestamp(microseconds: .max))
        #expect(!LookupQuery("x", "select 1 limit 1", window: everything).identity.isEmpty)
    }

    @Test(arguments: [("r1", true), ("a b/c-1", true), ("", true), ("a\"b", false), ("a\\b", false), ("é", false)])
    func aRequestIDIsComparedWithThePropertyOnlyWhereJSONWritesItAsItIs(_ id: String, _ isPlain: Bool) {
        let query = LookupQuery.events(requestID: id, of: nil, exactly: false, limit: 10)
        #expect(query.text.contains("properties.request_id") == isPlain)
        #expect(!LookupQuery.events(requestID: id, of: nil, exactly: true, limit: 10).text.contains("properties.r"))
    }
}
