import Analytics
import JSON
import Testing

@testable import PostHogEngine

struct LookupQueryTests {
    static let now = Timestamp(seconds: 1_795_176_000)

    @Test func theCatalogueHasAQueryOfEveryText() {
        let catalogue = Set(LookupQuery.catalogue(value: "u1", at: Self.now).map(\.text))
        #expect(Set(QueryText.allCases).subtracting(catalogue) == [])
        #expect(Set(QueryText.allCases.map(\.hogQL)).count == QueryText.allCases.count)
    }

    @Test(arguments: QueryText.allCases)
    func everyTextHasALimitAndNoOffset(_ text: QueryText) throws {
        let words = text.hogQL.split { $0.isWhitespace || $0 == "(" || $0 == ")" }.map { $0.lowercased() }
        #expect(!words.contains("offset"))
        let last = try #require(words.lastIndex(of: "limit"))
        #expect(last == words.count - 2)
        #expect(text.name.hasPrefix("gateway: "))
    }

    @Test func everyPlaceholderHasAValueAndEveryValueAPlaceholder() {
        for query in LookupQuery.catalogue(value: "u1", at: Self.now) {
            let placeholders = Set(query.text.hogQL.matches(of: /\{([a-z_]+)\}/).map { String($0.output.1) })
            #expect(placeholders == Set(query.boundValues.keys), "\(query.text)")
        }
    }

    @Test func numbersAreReadAsFloats() {
        let text = QueryText.activity(.listedIDs).hogQL
        for column in ["status_number", "response_time", "event_duration"] {
            #expect(text.contains("toFloat(\(column))"))
        }
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
            LookupQuery(.flags(.listedIDs), window: TimeWindow(days: days, until: end)).identity
        }
        let later = Self.now.advanced(byMicroseconds: 1_000_000)
        #expect(identity(30, Self.now) == identity(30, later))
        #expect(identity(30, Self.now) != identity(7, Self.now))
        let everything = TimeWindow(start: Timestamp(microseconds: .min), end: Timestamp(microseconds: .max))
        #expect(!LookupQuery(.flags(.listedIDs), window: everything).identity.isEmpty)
    }

    @Test(arguments: [("r1", true), ("a b/c-1", true), ("", true), ("a\"b", false), ("a\\b", false), ("é", false)])
    func aRequestIDIsComparedWithThePropertyOnlyWhereJSONWritesItAsItIs(_ id: String, _ isPlain: Bool) {
        let query = LookupQuery.events(requestID: id, of: nil, exactly: false, limit: 10)
        #expect(query.text == .request(isPlain ? .byProperty : .exactly, .anybody))
        #expect(
            LookupQuery.events(requestID: id, of: nil, exactly: true, limit: 10).text == .request(.exactly, .anybody))
    }

    @Test func personsThatWereFoundAreRankedByHowWellTheyFit() throws {
        let ids = (1...3).map { EventID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 | $0).description }
        let fits = ["22Ann", "00caf", "11a@b.c"]
        let found = try SearchedPerson.persons(zip(ids, fits).map { [.string($0), .string($1)] })
        let query = LookupQuery.persons(found: found, limit: 21)
        #expect(query.values["exact"] == [.string(ids[1])])
        #expect(query.values["beginning"] == [.string(ids[2])])
        #expect(query.values["found"]?.arrayValue?.count == 3)
    }
}
