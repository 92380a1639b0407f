import JSON
import Testing

@testable import PostHogClient

@Suite(LiveServer.condition)
struct LiveEventTests {
    private static func filter(
        event: String? = nil, distinctID: String? = nil, properties: [JSON] = [], includesPerson: Bool = false,
        pageSize: Int = 100
    ) -> PostHogEventFilter {
        PostHogEventFilter(
            event: event, distinctID: distinctID, after: "2025-12-31T00:00:00Z", before: "2026-02-01T00:00:00Z",
            properties: properties, includesPerson: includesPerson, pageSize: pageSize)
    }

    @Test(arguments: [1, 3, 10, 1_000]) func everyEventComesOnceAndInOrder(pageSize: Int) async throws {
        let project = try await LiveServer.project()
        try await project.store((0..<30).map { .numbered($0, second: $0 / 8) })
        let events = try await project.client.events(matching: Self.filter(pageSize: pageSize)).collect()
        #expect(events.map(\.id).sorted() == (0..<30).map(PostHogCaptureEvent.uuid))
        #expect(events.map(\.timestamp) == events.map(\.timestamp).sorted())
    }

    @Test func eventsThatArriveMeanwhileLoseAndRepeatNone() async throws {
        let project = try await LiveServer.project()
        let first = (100..<140).map { PostHogCaptureEvent.numbered($0, second: $0 / 10) }
        try await project.store(first)
        let list = try project.client.events(matching: Self.filter(pageSize: 7))
        var found: [String] = []
        var ahead: [String] = []
        var cursor: String?
        var turn = 0
        repeat {
            let page = try await list.page(at: cursor)
            found += page.elements.map(\.id)
            cursor = page.cursor
            turn += 1
            guard turn <= 4, cursor != nil else { continue }
            try await project.store([.numbered(turn, second: 0), .numbered(1_000 + turn, second: 60)])
            ahead.append(PostHogCaptureEvent.uuid(1_000 + turn))
        } while cursor != nil
        #expect(Set(found).count == found.count)
        #expect(Set(found).isSuperset(of: first.compactMap(\.uuid)))
        #expect(!ahead.isEmpty)
        #expect(Set(found).isSuperset(of: ahead))
    }

    @Test func filtersNarrowAsTheySay() async throws {
        let project = try await LiveServer.project()
        try await project.store([
            .numbered(1, event: "signup", of: "u1", ["plan": "pro"]),
            .numbered(2, event: "signup", of: "u'2", second: 1, ["plan": "free"]),
            .numbered(3, event: "order", of: "u1", second: 2),
        ])
        let client = try project.client
        let named = try await client.events(matching: Self.filter(event: "signup")).collect().map(\.distinctID)
        #expect(named == ["u1", "u'2"])
        let ofOne = try await client.events(matching: Self.filter(distinctID: "u'2")).collect().map(\.event)
        #expect(ofOne == ["signup"])
        let pro: JSON = ["key": "plan", "value": "pro", "operator": "exact", "type": "event"]
        let paying = try await client.events(matching: Self.filter(properties: [pro])).collect()
        #expect(paying.map(\.id) == [PostHogCaptureEvent.uuid(1)])
        #expect(paying.first?.properties["plan"] == "pro")
        let plain = try await client.events(matching: Self.filter()).collect().compactMap(\.person)
        #expect(plain.isEmpty)
        let persons = try await client.events(matching: Self.filter(includesPerson: true)).collect().map(\.person)
        #expect(persons.count == 3)
        #expect(persons.allSatisfy { $0 != nil })
    }

    @Test func oneEventIsReadByItsUUID() async throws {
        let project = try await LiveServer.project()
        try await project.store([.numbered(7, ["amount": 10.0])])
        let client = try project.client
        let event = try await client.event(id: PostHogCaptureEvent.uuid(7))
        #expect(event.event == "numbered")
        #expect(event.distinctID == "u1")
        #expect(event.properties["amount"]?.doubleValue == 10)
        let none = await #expect(throws: PostHogError.self) {
            _ = try await client.event(id: PostHogCaptureEvent.uuid(8))
        }
        #expect(none?.kind == .notFound)
        let wrong = await #expect(throws: PostHogError.self) { _ = try await client.event(id: "../7 ?") }
        #expect(wrong?.status == 400 || wrong?.status == 404)
    }

    @Test func frequentValuesAndNamesAreListed() async throws {
        let project = try await LiveServer.project()
        let client = try project.client
        let view = { (browser: JSON) in
            PostHogCaptureEvent(event: "$pageview", distinctID: "u", properties: ["$browser": browser])
        }
        try await client.batch([view("Chrome"), view("Chrome"), view("Firefox")])
        try await client.capture(PostHogCaptureEvent(event: "signup", distinctID: "u"))
        let browsers = try await client.eventValues(key: "$browser", eventName: "$pageview")
        #expect(Set(browsers) == ["Chrome", "Firefox"])
        let some = try await client.eventValues(key: "$browser", eventName: "$pageview", value: "fire")
        #expect(some == ["Firefox"])
        let names = try await client.eventValues(key: "custom_event")
        #expect(names.contains("signup"))
    }

    @Test func thePropertiesOfEventsAreKnown() async throws {
        let project = try await LiveServer.project(["detect_property_types": true])
        try await project.store([.numbered(1, ["price": 12.5, "title": "Book"])])
        let found = try await project.client.propertyDefinitions(type: "event", search: "pri").collect()
        #expect(found.map(\.name) == ["price"])
        #expect(found.first?.propertyType == "Numeric")
    }
}
