import JSON
import Testing

@testable import PostHogClient

/// Rows read page by page by `(timestamp, uuid)`, on ClickHouse.
@Suite(LiveServer.condition)
struct LiveKeysetTests {
    private static func rows(_ client: PostHogClient, pageSize: Int) -> PostHogSequence<QueryRow> {
        client.queryRows(pageSize: pageSize, key: ["timestamp", "uuid"], refresh: .forceBlocking) { after, limit in
            let condition = after == nil ? "true" : "(timestamp, uuid) > (toDateTime({time}), toUUID({uuid}))"
            return HogQL(
                "select timestamp, uuid from events where \(condition) order by timestamp, uuid limit \(limit)",
                values: ["time": after?[0] ?? nil, "uuid": after?[1] ?? nil])
        }
    }

    @Test(arguments: [1, 7, 30, 100], ["UTC", "Asia/Kathmandu"])
    func everyRowComesOnceThoughManyShareAMoment(pageSize: Int, timezone: String) async throws {
        let project = try await LiveServer.project(["timezone": .string(timezone)])
        // Moments of 1, 2, 4, 8 and 16 events.
        let events = (1..<32).map { PostHogCaptureEvent.numbered($0, second: 31 - $0.leadingZeroBitCount % 32) }
        try await project.store(events)
        let found = try await Self.rows(try project.client, pageSize: pageSize).collect()
        #expect(found.compactMap { $0["uuid"]?.stringValue }.sorted() == (1..<32).map(PostHogCaptureEvent.uuid))
    }

    @Test func rowsThatArriveMeanwhileLoseAndRepeatNone() async throws {
        let project = try await LiveServer.project()
        let first = (100..<160).map { PostHogCaptureEvent.numbered($0, second: $0 / 20) }
        try await project.store(first)
        let list = Self.rows(try project.client, pageSize: 7)
        var found: [String] = []
        var ahead: [String] = []
        var cursor: String?
        var turn = 0
        repeat {
            let page = try await list.page(at: cursor)
            found += page.elements.compactMap { $0["uuid"]?.stringValue }
            cursor = page.cursor
            turn += 1
            guard turn <= 5, cursor != nil else { continue }
            // Behind the place, at the very moment it stands at, and ahead of it.
            let late = PostHogCaptureEvent.numbered(1_000 + turn, second: 0)
            let between = PostHogCaptureEvent.numbered(turn, second: turn)
            let coming = PostHogCaptureEvent.numbered(2_000 + turn, second: 50 + turn)
            ahead.append(PostHogCaptureEvent.uuid(2_000 + turn))
            try await project.store([late, between, coming])
        } while cursor != nil
        #expect(ahead.count == 5)
        #expect(Set(found).count == found.count)
        #expect(Set(found).isSuperset(of: first.compactMap(\.uuid)))
        #expect(Set(found).isSuperset(of: ahead))
    }

    @Test func aKeyOfANumberGoesOnToo() async throws {
        let project = try await LiveServer.project()
        try await project.store((1...25).map { .numbered($0, second: $0) })
        let rows = try project.client.queryRows(pageSize: 10, key: ["n"]) { after, limit in
            HogQL(
                "select toInt(properties.number) as n from events where n > {after} order by n limit \(limit)",
                values: ["after": after?[0] ?? 0])
        }
        let numbers = try await rows.collect().map { $0["n"] }
        #expect(numbers == (1...25).map { .integer($0) })
    }
}
