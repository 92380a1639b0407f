import JSON
import PostHogClient
import Testing

@Suite(LiveServer.condition)
struct QueryExamples {
    @Test func queries() async throws {
        let client = try await LiveProject.example().client

        let result = try await client.query(
            "select count() as n from events where event = {event} limit 1", values: ["event": "signup"])
        let count = result.rows.first?.first?.int64Value

        let fresh = try await client.query("select now() as now limit 1", refresh: .forceBlocking)

        #expect(count == 2)
        #expect(!fresh.isCached)
    }

    @Test func rowsByKey() async throws {
        let client = try await LiveProject.example().client
        var found = 0

        let rows = client.queryRows(pageSize: 1_000, key: ["timestamp", "uuid"]) { after, limit in
            let condition = after == nil ? "true" : "(timestamp, uuid) > (toDateTime({time}), toUUID({uuid}))"
            return HogQL(
                "select timestamp, uuid, event from events where \(condition) order by timestamp, uuid limit \(limit)",
                values: ["time": after?[0] ?? nil, "uuid": after?[1] ?? nil])
        }
        for try await row in rows { print(row["event"]) }

        for try await _ in rows { found += 1 }
        #expect(found == 5)
    }

    @Test func rowsOfAPerson() async throws {
        let client = try await LiveProject.example().client

        let events = client.queryRows(pageSize: 1_000, key: ["timestamp", "uuid"]) { after, limit in
            let newer = after == nil ? "" : "and (timestamp, uuid) > (toDateTime({time}), toUUID({uuid}))"
            return HogQL(
                """
                select timestamp, uuid, event from events where distinct_id = {id} \(newer)
                order by timestamp, uuid limit \(limit)
                """,
                values: ["id": "user-1", "time": after?[0] ?? nil, "uuid": after?[1] ?? nil])
        }

        let found = try await events.collect().count
        #expect(found == 3)
    }

    @Test func stopping() async throws {
        let client = try await LiveProject.example().client

        let running = Task { try await client.query("select count() as n from events limit 1", clientQueryID: "q1") }
        try await client.cancelQuery(id: "q1")

        _ = await running.result
    }
}
