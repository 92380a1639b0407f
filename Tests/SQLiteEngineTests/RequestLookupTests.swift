import Analytics
import JSON
import SQLiteEngine
import Testing

struct RequestLookupTests {
    /// The index of request ids is divided by order of arrival; a request may lie in several parts.
    @Test func aRequestIsFoundWholeHoweverFarApartItsEventsArrived() async throws {
        let directory = TemporaryDirectory()
        let engine = try EngineFixture.open(directory)
        let between = UInt64(20_000)
        for part in UInt64(0)..<3 {
            let first = part * (between + 1)
            try await engine.store([EngineFixture.event(first, of: "u\(part)", ["request_id": "wanted"])])
            try await engine.store(
                (first + 1...first + between).map { EngineFixture.event($0, ["request_id": "other"]) })
        }
        let events = try await engine.events(requestID: "wanted", of: nil, limit: 10)
        #expect(events.map(\.distinctID) == ["u2", "u1", "u0"])
        #expect(try await engine.events(requestID: "other", of: nil, limit: 100_000).count == 60_000)
        #expect(try await engine.events(requestID: "absent", of: nil, limit: 10).isEmpty)
        // The first parts become empty.
        try await engine.deleteEvents(before: EngineFixture.event(between).timestamp)
        #expect(try await engine.events(requestID: "wanted", of: nil, limit: 10).map(\.distinctID) == ["u0"])
    }
}
