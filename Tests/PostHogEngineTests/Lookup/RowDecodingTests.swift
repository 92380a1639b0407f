import Analytics
import JSON
import Testing

@testable import PostHogEngine

struct RowDecodingTests {
    private static let id: JSON = "01900000-0000-7000-8000-000000000001"
    private static let moment: JSON = "2026-11-20 12:00:00.000001"

    private static func person(_ identifiedAt: JSON, _ identifiedID: JSON, _ ids: JSON, _ properties: JSON = "{}")
        -> [JSON]
    {
        [id, properties, moment, "2026-11-20 13:00:00.000000", identifiedAt, identifiedID, ids]
    }

    @Test func thePrimaryDistinctIDIsTheOneLastIdentifiedElseTheFirstSeen() throws {
        let ids: JSON = [["2026-11-20 12:00:00", "anon"], ["2026-11-20 12:30:00", "u1"], ["~", "never"]]
        let rows = [Self.person("2026-11-20 12:31:00", "u1", ids), Self.person("", "never", ids)]
        let persons = try PersonRow.persons(rows)
        #expect(persons.map(\.primaryDistinctID) == ["u1", "anon"])
        #expect(persons.map(\.distinctIDs) == [["u1", "anon", "never"], ["anon", "u1", "never"]])
        #expect(persons.first?.firstSeen == Timestamp(microseconds: 1_795_176_000_000_001))
        #expect(persons.first?.lastSeen == Timestamp(seconds: 1_795_179_600))
    }

    @Test func distinctIDsThatOnlySwiftCallsEqualAreBothListed() throws {
        let ids: JSON = [["2026-11-20 12:00:00", "caf\u{E9}"], ["2026-11-20 12:30:00", "cafe\u{301}"]]
        #expect(try PersonRow.persons([Self.person("", "", ids)]).first?.distinctIDs.count == 2)
    }

    @Test func propertiesAreTextOrAnObject() throws {
        let ids: JSON = [["", "u1"]]
        for properties in ["{\"plan\":\"pro\"}", ["plan": "pro"]] as [JSON] {
            let persons = try PersonRow.persons([Self.person("", "", ids, properties)])
            #expect(persons.first?.properties == ["plan": "pro"])
        }
    }

    @Test(
        arguments: [
            [], [id], person("", "", []), person("", "", "text"), person("", "", [["", "u1"]], "[1]"),
            person("", "", [["", "u1"]], "{"), ["no uuid", "{}", moment, moment, "", "", [["", "u1"]]],
            [id, "{}", "yesterday", moment, "", "", [["", "u1"]]], [id, "{}", 5, moment, "", "", [["", "u1"]]],
        ] as [[JSON]])
    func aRowThatDoesNotFitIsAnError(_ row: [JSON]) {
        #expect(throws: EventStoreError.self) { try PersonRow.persons([row]) }
    }

    private static func event(_ number: Int, _ moment: String, _ properties: JSON = "{}") -> [JSON] {
        [.string("01900000-0000-7000-8000-00000000000\(number)"), "page", "u1", .string(moment), properties, 0]
    }

    @Test func aPageIsOrderedWhateverTheOrderOfItsRows() throws {
        let rows = [
            Self.event(1, "2026-11-20 12:00:00"), ["", "", "", "", "", "7"], Self.event(3, "2026-11-20 12:00:01"),
            Self.event(2, "2026-11-20 12:00:00"),
        ]
        let page = try EventRow.page(rows, limit: 2)
        #expect(page.total == 7)
        #expect(page.events.map(\.uuid.low) == [3, 2].map { 0x8000_0000_0000_0000 | $0 })
        #expect(page.nextCursor?.uuid == page.events.last?.uuid)
        let all = try EventRow.page(rows, limit: 3)
        #expect(all.events.count == 3)
        #expect(all.nextCursor == nil)
        #expect(
            try EventRow.page([["", "", "", "", "", 7]], limit: 0) == EventPage(events: [], total: 7, nextCursor: nil))
    }

    @Test func whatAnEventMeansIsReadFromItsProperties() throws {
        let rows = [Self.event(1, "2026-11-20 12:00:00", "{\"request_id\":17,\"error_type\":\"x\"}")]
        let event = try #require(try EventRow.events(rows).first)
        #expect(event.requestID == "17")
        #expect(event.isError)
    }

    private static func count(_ kind: JSON, _ label: JSON, _ number: JSON, durations: JSON = 0) -> [JSON] {
        [
            kind, label, number, number, 1, 1, 1, 2, 30.5, durations, 2_000, moment, "2026-11-20 12:00:09", 1.0, 2.0,
            3.0,
        ]
    }

    @Test func countsArePutTogether() throws {
        let window = TimeWindow(days: 1, until: Timestamp(seconds: 1_795_176_000))
        let rows =
            [
                Self.count("all", "", "40", durations: "20"), Self.count("day", "2026-11-20", 40),
                Self.count("day", "1999-01-01", 1), Self.count("status", "404", 3), Self.count("status", "500", 3),
                Self.count("slow", "/b", 2), Self.count("slow", "/a", 2), Self.count("error", "b", 5),
                Self.count("error", "a", 5), Self.count("another", "", 5),
            ] + (1...12).map { Self.count("endpoint", .string("/e\($0)"), .integer(Int64($0))) }
        let activity = try ActivityRows.activity(rows, in: window)
        #expect(activity.totalEvents == 40)
        #expect(activity.requests.averageMilliseconds == 100)
        #expect(activity.requests.percentiles.p95 == 2)
        #expect(activity.days.map(\.events) == [0, 40])
        #expect(activity.mainFailure?.statusCode == 500)
        #expect(activity.slowByEndpoint.map(\.endpoint) == ["/a", "/b"])
        #expect(activity.slowByEndpoint.first?.averageMilliseconds == 15.25)
        #expect(activity.errorsByType.map(\.name) == ["a", "b"])
        #expect(activity.mostUsedEndpoints.map(\.name) == (3...12).reversed().map { "/e\($0)" })
        let few = try ActivityRows.activity([Self.count("all", "", 40, durations: 19)], in: window)
        #expect(few.requests.percentiles.sampleCount == 19)
        #expect(few.requests.percentiles.p50 == nil)
        var nothing = Activity()
        nothing.days = window.days.map { Activity.Day(midnight: $0) }
        #expect(try ActivityRows.activity([], in: window) == nothing)
    }

    private static func error(_ message: JSON, _ count: Int64, _ newest: String, others: JSON = 0) -> [JSON] {
        ["t", message, "/a/7", .integer(count), moment, .string(newest), .string(newest + "x"), others]
    }

    @Test func errorsOfOneFingerprintAreOneGroup() throws {
        let rows = [
            Self.error("user 17 not found", 2, "2026-11-20 12:00:03", others: "4"),
            Self.error("user 5 not found", 3, "2026-11-20 12:00:05", others: 4),
            Self.error("", 9, "2026-11-20 12:00:04"),
        ]
        let groups = try ErrorRows.groups(rows)
        #expect(groups.map(\.count) == [9, 5])
        #expect(groups.map(\.message) == [nil, "user 5 not found"])
        #expect(groups.map(\.otherUsers) == [0, 4])
        #expect(groups.map(\.endpoint) == ["/a/7", "/a/7"])
        #expect(groups.last?.fingerprint == ErrorFingerprint(type: "t", message: "user 5 not found", endpoint: "/a/7"))
    }

    @Test func flagsKeepTheTypeOfTheirResponse() throws {
        func row(_ key: JSON, _ response: JSON, _ version: JSON) -> [JSON] {
            [key, 1, 2, Self.moment, Self.moment, response, "", version]
        }
        let rows = [row("a", "\"red\"", "4"), row("b", "true", ""), row("c", "", "x")]
        let exposures = try FlagRow.exposures(rows)
        #expect(exposures.flags.map(\.response) == ["red", true, nil])
        #expect(exposures.flags.map(\.version) == [4, nil, nil])
        #expect(exposures.flags.allSatisfy { $0.reason == nil })
        #expect(exposures.isComplete)
    }

    @Test func aMatchSaysWhatMatched() throws {
        let id = "01900000-0000-7000-8000-000000000001"
        for (fit, rank, field, text) in [
            ("00caf", SearchedPerson.Rank.exact, PersonMatch.Field.distinctID, "caf"),
            ("11a@b.c", .beginning, .email, "a@b.c"), ("22Ann", .inside, .name, "Ann"),
            ("20", .inside, .distinctID, ""),
        ] {
            let found = try SearchedPerson([.string(id), .string(fit)])
            #expect(found.rank == rank)
            #expect(found.field == field)
            #expect(found.text == text)
        }
        for fit in ["", "0", "90x", "03x", "ab"] {
            #expect(throws: EventStoreError.self) { try SearchedPerson([.string(id), .string(fit)]) }
        }
        let persons = try PersonRow.persons([Self.person("", "", [["", "u1"]])])
        let matches = SearchedPerson.matches([try SearchedPerson([.string(id), "00caf"])], persons)
        #expect(matches.map(\.matchedValue) == ["caf"])
        #expect(SearchedPerson.matches([], persons).isEmpty)
    }
}
