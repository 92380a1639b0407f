import JSON
import Testing

@testable import Analytics

struct CaptureClockTests {
    /// 2026-11-20T10:00:00Z
    private static let now = Timestamp(seconds: 1_795_168_800)

    private func payload(_ text: String, querySentAt: Int64? = nil) throws -> CapturePayload {
        try CapturePayload(
            try JSON(parsing: text), context: CaptureContext(now: Self.now, querySentAt: querySentAt))
    }

    @Test(
        "a time is read in every form SDKs write it",
        arguments: [
            (#""2026-11-20T09:00:00Z""#, "2026-11-20T09:00:00Z"), (#""2026-11-20t09:00:00z""#, "2026-11-20T09:00:00Z"),
            (#""2026-11-20T09:00:00.5Z""#, "2026-11-20T09:00:00.500Z"),
            (#""2026-11-20T09:00:00.123Z""#, "2026-11-20T09:00:00.123Z"),
            (#""2026-11-20T09:00:00.123456+00:00""#, "2026-11-20T09:00:00.123456Z"),
            (#""2026-11-20T09:00:00.123456789Z""#, "2026-11-20T09:00:00.123456Z"),
            (#""2026-11-20T09:00:00,25Z""#, "2026-11-20T09:00:00.250Z"),
            (#""2026-11-20T10:30:00+01:30""#, "2026-11-20T09:00:00Z"),
            (#""2026-11-20T04:00:00-0500""#, "2026-11-20T09:00:00Z"),
            (#""2026-11-20T12:00:00+03""#, "2026-11-20T09:00:00Z"), (#""2026-11-20T09:00:00""#, "2026-11-20T09:00:00Z"),
            (#""2026-11-20 09:00:00""#, "2026-11-20T09:00:00Z"),
            (#""2026-11-20 09:00:00 UTC""#, "2026-11-20T09:00:00Z"),
            (#""2026-11-20 10:00:00 +0100""#, "2026-11-20T09:00:00Z"), (#""2026-11-20T09:00""#, "2026-11-20T09:00:00Z"),
            (#""2026-11-20""#, "2026-11-20T00:00:00Z"), (#""2024-02-29""#, "2024-02-29T00:00:00Z"),
            (#""2026-10-31T23:59:60Z""#, "2026-11-01T00:00:00Z"), (#""1970-01-01T00:00:00Z""#, "1970-01-01T00:00:00Z"),
            ("1795165200", "2026-11-20T09:00:00Z"), ("1795165200.25", "2026-11-20T09:00:00.250Z"),
            ("1795165200123", "2026-11-20T09:00:00.123Z"), ("1795165200123456", "2026-11-20T09:00:00.123456Z"),
            (#""1795165200""#, "2026-11-20T09:00:00Z"), (#""1795165200123""#, "2026-11-20T09:00:00.123Z"),
            ("0", "1970-01-01T00:00:00Z"), ("null", "2026-11-20T10:00:00Z"), (#""""#, "2026-11-20T10:00:00Z"),
        ]
    )
    func readsTimes(json: String, expected: String) throws {
        let payload = try payload(#"{"token":"t","event":"e","distinct_id":"u","timestamp":\#(json)}"#)
        #expect(payload.refusals.isEmpty)
        #expect(payload.events.first?.timestamp.description == expected)
    }

    @Test(
        "what is no time is refused",
        arguments: [
            "2026-11", "2026-1-2", "2026-13-01", "2026-02-29", "2026-11-31", "2026-11-20T",
            "2026-11-20T9:00:00Z",
            "2026-11-20T24:00:00Z", "2026-11-20T09:60:00Z", "2026-11-20T09:00:61Z", "2026-11-20T09:00:00.Z",
            "2026-11-20T09:00:00.1234567890Z", "2026-11-20T09:00:00X", "2026-11-20T09:00:00+1",
            "2026-11-20T09:00:00+24:00",
            "2026-11-20T09:00:00+01:60", "2026-11-20T09:00:00ZZ", "20-11-2026", "now", "-1", "1e5", ".", "..",
            "99999999999999999999", "2026-11-20T09:00:00 PST", "\u{FF12}026-11-20",
        ]
    )
    func refusesTimes(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test(
        "times are corrected by how far the client's clock is off",
        arguments: [
            // The clock is 10 minutes fast, then 10 minutes slow, then right.
            (#""sent_at":"2026-11-20T10:10:00Z","#, "2026-11-20T08:50:00Z"),
            (#""sent_at":"2026-11-20T09:50:00Z","#, "2026-11-20T09:10:00Z"),
            (#""sent_at":"2026-11-20T10:00:00Z","#, "2026-11-20T09:00:00Z"),
            ("", "2026-11-20T09:00:00Z"),
            (#""sent_at":"nonsense","#, "2026-11-20T09:00:00Z"),
            (#""sent_at":"2026-11-20T10:10:00Z","historical_migration":true,"#, "2026-11-20T09:00:00Z"),
            (#""sent_at":"2026-11-20T10:10:00Z","historical_migration":false,"#, "2026-11-20T08:50:00Z"),
        ]
    )
    func correctsTimes(envelope: String, expected: String) throws {
        let event = #"{"event":"e","distinct_id":"u","timestamp":"2026-11-20T09:00:00Z"}"#
        let payload = try payload(#"{"api_key":"t",\#(envelope)"batch":[\#(event)]}"#)
        #expect(payload.events.first?.timestamp.description == expected)
    }

    @Test("the query may say when the request was sent, in milliseconds")
    func readsQuerySentAt() throws {
        let text = #"[{"token":"t","event":"e","distinct_id":"u","timestamp":"2026-11-20T09:00:00Z"}]"#
        let sentAt = Self.now.microseconds / 1000 + 600_000
        #expect(try payload(text, querySentAt: sentAt).events.first?.timestamp.description == "2026-11-20T08:50:00Z")
        let seconds = sentAt / 1000
        #expect(try payload(text, querySentAt: seconds).events.first?.timestamp.description == "2026-11-20T09:00:00Z")
        #expect(try payload(text, querySentAt: .max).events.first?.timestamp.description == "2026-11-20T09:00:00Z")
    }

    @Test("an event can ask for its time to be left alone")
    func ignoresSentAt() throws {
        let payload = try payload(
            #"""
            {"api_key":"t","sent_at":"2026-11-20T10:10:00Z","batch":[{"event":"e","distinct_id":"u",
             "timestamp":"2026-11-20T09:00:00Z","properties":{"$ignore_sent_at":true}}]}
            """#)
        #expect(payload.events.first?.timestamp.description == "2026-11-20T09:00:00Z")
    }

    @Test(
        "without a timestamp the offset says how many milliseconds ago the event happened",
        arguments: [
            (#""offset":1500"#, "2026-11-20T09:59:58.500Z"), (#""offset":0.5"#, "2026-11-20T09:59:59.999500Z"),
            (#""offset":null"#, "2026-11-20T10:00:00Z"), (#""offset":-60000"#, "2026-11-20T10:01:00Z"),
            (#""offset":1500,"timestamp":"2026-11-20T09:00:00Z""#, "2026-11-20T09:00:00Z"),
        ]
    )
    func appliesOffset(fields: String, expected: String) throws {
        let payload = try payload(#"{"token":"t","event":"e","distinct_id":"u",\#(fields)}"#)
        #expect(payload.events.first?.timestamp.description == expected)
    }

    @Test(
        "an event more than 23 hours in the future happened now",
        arguments: [
            ("2026-11-21T09:00:00Z", "2026-11-21T09:00:00Z"), ("2026-11-21T09:00:00.001Z", "2026-11-20T10:00:00Z"),
            ("9999-12-31T23:59:59Z", "2026-11-20T10:00:00Z"),
        ]
    )
    func boundsFuture(timestamp: String, expected: String) throws {
        let payload = try payload(#"{"token":"t","event":"e","distinct_id":"u","timestamp":"\#(timestamp)"}"#)
        #expect(payload.events.first?.timestamp.description == expected)
    }

    @Test("a correction that leads before 1970 is refused")
    func refusesAbsurdCorrection() throws {
        let payload = try payload(
            #"""
            {"api_key":"t","sent_at":"9999-12-31T00:00:00Z","batch":[{"event":"e","distinct_id":"u",
             "timestamp":"2026-11-20T09:00:00Z"}]}
            """#)
        #expect(payload.refusals.map(\.field) == ["timestamp"])
    }
}
