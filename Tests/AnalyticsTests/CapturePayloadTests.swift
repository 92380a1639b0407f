import JSON
import Testing

@testable import Analytics

struct CapturePayloadTests {
    /// 2026-11-20T10:00:00Z
    private static let now = Timestamp(seconds: 1_795_168_800)

    private func payload(_ text: String, _ change: (inout CaptureContext) -> Void = { _ in }) throws -> CapturePayload {
        var context = CaptureContext(now: Self.now)
        change(&context)
        return try CapturePayload(try JSON(parsing: text), context: context)
    }

    private func event(_ text: String) throws -> CapturedEvent {
        try #require(try payload(text).events.first)
    }

    private func refusal(_ event: String) throws -> CaptureRefusal {
        let payload = try payload(#"{"api_key":"phc_a","batch":[\#(event)]}"#)
        #expect(payload.events.isEmpty)
        return try #require(payload.refusals.first)
    }

    // MARK: Shape of the request

    @Test(
        "one event, an array and a batch carry the same event",
        arguments: [
            #"{"api_key":"phc_a","event":"e","distinct_id":"u1","properties":{"n":10.0}}"#,
            #"[{"api_key":"phc_a","event":"e","distinct_id":"u1","properties":{"n":10.0}}]"#,
            #"{"api_key":"phc_a","batch":[{"event":"e","distinct_id":"u1","properties":{"n":10.0}}]}"#,
            #"{"token":"phc_a","batch":[{"type":"capture","event":"e","distinct_id":"u1","properties":{"n":10.0}}]}"#,
        ]
    )
    func readsShapes(text: String) throws {
        let payload = try payload(text)
        #expect(payload.token == "phc_a")
        #expect(payload.refusals.isEmpty)
        #expect(payload.events.map(\.event) == ["e"])
        #expect(payload.events.map(\.distinctID) == ["u1"])
        #expect(payload.events.map(\.properties) == [["n": 10.0]])
        #expect(payload.events.map(\.timestamp) == [Self.now])
    }

    @Test(
        "a body of another shape is refused",
        arguments: [
            ("\"text\"", .malformed, "body"), ("null", .malformed, "body"), ("[]", .empty, "batch"),
            (#"{"api_key":"a","batch":[]}"#, .empty, "batch"), (#"{"api_key":"a","batch":{}}"#, .malformed, "batch"),
            (#"{"api_key":"a","batch":null}"#, .malformed, "batch"),
            (#"{"api_key":"a","historical_migration":"yes","batch":[{}]}"#, .malformed, "historical_migration"),
        ] as [(String, CapturePayloadError.Code, String)]
    )
    func refusesShapes(text: String, code: CapturePayloadError.Code, field: String) {
        let error = #expect(throws: CapturePayloadError.self) { try payload(text) }
        #expect(error?.code == code)
        #expect(error?.field == field)
        #expect(error?.detail.isEmpty == false)
    }

    @Test("a request carries at most 10 000 events")
    func boundsBatch() throws {
        let events = Array(repeating: #"{"event":"e","distinct_id":"u"}"#, count: 10_000).joined(separator: ",")
        #expect(try payload(#"{"api_key":"a","batch":[\#(events)]}"#).events.count == 10_000)
        let error = #expect(throws: CapturePayloadError.self) {
            try payload(#"{"api_key":"a","batch":[\#(events),{}]}"#)
        }
        #expect(error?.code == .tooManyEvents)
    }

    // MARK: Token

    @Test(
        "the project token is found in all its places",
        arguments: [
            #"{"api_key":"t","batch":[{}]}"#, #"{"token":"t","batch":[{}]}"#, #"{"$token":"t","batch":[{}]}"#,
            #"{"batch":[{"api_key":"t"}]}"#, #"{"batch":[{},{"token":"t"},{"$token":"t"}]}"#, #"[{"token":"t"}]"#,
            #"[{"properties":{"token":"t"}}]"#, #"{"event":"e","properties":{"api_key":"t"}}"#,
            #"{"api_key":null,"token":"t","batch":[{}]}"#, #"{"api_key":"t","token":"t","batch":[{"token":"t"}]}"#,
            #"{"api_key":"t","batch":[{"properties":{"token":"the application's own"}}]}"#,
        ]
    )
    func findsToken(text: String) throws {
        #expect(try payload(text).token == "t")
    }

    @Test("the project token may stand in the query")
    func findsTokenInQuery() throws {
        #expect(try payload("[{}]") { $0.queryToken = "t" }.token == "t")
        #expect(try payload(#"{"token":"t"}"#) { $0.queryToken = "t" }.token == "t")
        let error = #expect(throws: CapturePayloadError.self) {
            try payload(#"{"token":"t"}"#) { $0.queryToken = "other" }
        }
        #expect(error?.code == .severalTokens)
    }

    @Test(
        "a missing, unfit or contradictory token is refused",
        arguments: [
            (#"{"batch":[{}]}"#, .missingToken), (#"{"event":"e"}"#, .missingToken), ("[1]", .missingToken),
            (#"{"api_key":"a","token":"b","batch":[{}]}"#, .severalTokens),
            (#"{"api_key":"a","batch":[{"token":"b"}]}"#, .severalTokens),
            (#"[{"token":"a"},{"token":"b"}]"#, .severalTokens),
            (#"[{"token":"a"},{"properties":{"token":"b"}}]"#, .severalTokens),
            (#"{"api_key":7,"batch":[{}]}"#, .invalidToken), (#"{"api_key":"","batch":[{}]}"#, .invalidToken),
            (#"{"api_key":"phx_secret","batch":[{}]}"#, .invalidToken),
        ] as [(String, CapturePayloadError.Code)]
    )
    func refusesTokens(text: String, code: CapturePayloadError.Code) {
        let error = #expect(throws: CapturePayloadError.self) { try payload(text) }
        #expect(error?.code == code)
    }

    // MARK: Fields of an event

    @Test(
        "the distinct id is found in all its places and becomes text",
        arguments: [
            (#""distinct_id":"u1""#, "u1"), (#""$distinct_id":"u1""#, "u1"),
            (#""properties":{"distinct_id":"u1"}"#, "u1"),
            (#""distinct_id":"u1","properties":{"distinct_id":"u2"}"#, "u1"), (#""distinct_id":42"#, "42"),
            (#""distinct_id":null,"$distinct_id":7.5"#, "7.5"), (#""distinct_id":"a\u0000b""#, "a\u{FFFD}b"),
            (#""distinct_id":" caf\#u{E9} ""#, " caf\u{E9} "),
        ]
    )
    func readsDistinctID(fields: String, id: String) throws {
        #expect(try event(#"{"token":"t","event":"e",\#(fields)}"#).distinctID == id)
    }

    @Test("a distinct id is cut after 200 characters")
    func cutsDistinctID() throws {
        let long = String(repeating: "\u{1F600}", count: 199) + "abc"
        let id = try event(#"{"token":"t","event":"e","distinct_id":"\#(long)"}"#).distinctID
        #expect(id.unicodeScalars.count == 200)
        #expect(id.hasSuffix("\u{1F600}a"))
    }

    @Test(
        "a bad field is refused by its name",
        arguments: [
            ("7", "event"), ("null", "event"), (#"{"distinct_id":"u"}"#, "event"),
            (#"{"event":"","distinct_id":"u"}"#, "event"), (#"{"event":7,"distinct_id":"u"}"#, "event"),
            (#"{"event":"\#(String(repeating: "x", count: 201))","distinct_id":"u"}"#, "event"),
            (#"{"event":"e"}"#, "distinct_id"), (#"{"event":"e","distinct_id":null}"#, "distinct_id"),
            (#"{"event":"e","distinct_id":""}"#, "distinct_id"), (#"{"event":"e","distinct_id":{}}"#, "distinct_id"),
            (#"{"event":"e","distinct_id":true}"#, "distinct_id"),
            (#"{"event":"e","distinct_id":"u","properties":[]}"#, "properties"),
            (#"{"event":"e","distinct_id":"u","uuid":"not-a-uuid"}"#, "uuid"),
            (#"{"event":"e","distinct_id":"u","uuid":7}"#, "uuid"),
            (#"{"event":"e","distinct_id":"u","timestamp":"yesterday"}"#, "timestamp"),
            (#"{"event":"e","distinct_id":"u","timestamp":true}"#, "timestamp"),
            (#"{"event":"e","distinct_id":"u","timestamp":"1969-12-31T23:59:59Z"}"#, "timestamp"),
            (#"{"event":"e","distinct_id":"u","timestamp":1e300}"#, "timestamp"),
            (#"{"event":"e","distinct_id":"u","offset":"5"}"#, "offset"),
            (#"{"event":"e","distinct_id":"u","offset":1e300}"#, "offset"),
            (#"{"event":"e","distinct_id":"u","offset":9e15}"#, "offset"),
            (#"{"event":"e","distinct_id":"u","$set":7}"#, "$set"),
            (#"{"event":"e","distinct_id":"u","$set_once":[]}"#, "$set_once"),
            (#"{"event":"e","distinct_id":"u","$unset":7}"#, "$unset"),
            (#"{"event":"$create_alias","distinct_id":"u"}"#, "properties.alias"),
            (#"{"event":"$create_alias","distinct_id":"u","properties":{"alias":""}}"#, "properties.alias"),
            (
                #"{"event":"$identify","distinct_id":"u","properties":{"$anon_distinct_id":[]}}"#,
                "properties.$anon_distinct_id"
            ),
            (
                #"{"event":"$groupidentify","distinct_id":"u","properties":{"$group_key":"k"}}"#,
                "properties.$group_type"
            ),
            (
                #"{"event":"$groupidentify","distinct_id":"u","properties":{"$group_type":"t"}}"#,
                "properties.$group_key"
            ),
            (
                #"{"event":"$groupidentify","distinct_id":"u","#
                    + #""properties":{"$group_type":"t","$group_key":1,"$group_set":1}}"#,
                "properties.$group_set"
            ),
        ]
    )
    func refusesFields(event: String, field: String) throws {
        let refusal = try refusal(event)
        #expect(refusal.field == field)
        #expect(refusal.index == 0)
        let name = field.split(separator: ".").last.map(String.init) ?? field
        #expect(refusal.reason.contains(name))
    }

    @Test("one bad event is refused and the others are kept")
    func keepsGoodEvents() throws {
        let payload = try payload(
            #"""
            {"api_key":"phc_a","batch":[
              {"event":"a","distinct_id":"u"},
              {"event":"b","uuid":"01890000-0000-7000-8000-00000000000B"},
              {"event":"c","distinct_id":"u","properties":null},
              {"event":"d","distinct_id":"u","uuid":"?"}]}
            """#)
        #expect(payload.events.map(\.event) == ["a", "c"])
        #expect(payload.refusals.map(\.index) == [1, 3])
        var json = JSONWriter()
        json.value(payload.refusals)
        let text = String(decoding: json.bytes, as: UTF8.self)
        #expect(
            text == #"[{"index":1,"uuid":"01890000-0000-7000-8000-00000000000b","field":"distinct_id","#
                + #""reason":"distinct_id is missing"},{"index":3,"uuid":null,"field":"uuid","#
                + #""reason":"uuid must be a UUID, got \"?\""}]"#)
    }

    @Test("a UUID is kept, and an event without one gets one that begins with its time")
    func readsUUID() throws {
        let text = #"{"token":"t","event":"e","distinct_id":"u","uuid":"0190a1b2-C3D4-7e5f-8a9b-0c1d2e3f4a5b"}"#
        #expect(try event(text).uuid.description == "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")
        let first = try event(#"{"token":"t","event":"e","distinct_id":"u","uuid":""}"#).uuid
        let second = try event(#"{"token":"t","event":"e","distinct_id":"u"}"#).uuid
        #expect(first != second)
        #expect(first.high >> 16 == UInt64(Self.now.microseconds / 1000))
    }

    @Test("an event larger than 1 MiB is refused")
    func boundsEvent() throws {
        let overhead = #"{"event":"e","distinct_id":"u","properties":{"x":""}}"#.utf8.count
        for (excess, isAccepted) in [(0, true), (1, false)] {
            let size = CapturePayload.maximumEventBytes + excess
            let filling = String(repeating: "x", count: size - overhead)
            let text = #"{"api_key":"a","batch":[{"event":"e","distinct_id":"u","properties":{"x":"\#(filling)"}}]}"#
            let payload = try payload(text) { $0.bodyBytes = text.utf8.count }
            #expect(payload.events.count == (isAccepted ? 1 : 0))
            #expect(payload.refusals.map(\.field) == (isAccepted ? [] : ["event"]))
        }
    }

    @Test("on engage an event without a name is an identification")
    func namesEngage() throws {
        let text = #"{"token":"t","distinct_id":"u","$set":{"a":1}}"#
        let payload = try payload(text) { $0.namesEventsIdentify = true }
        #expect(payload.events.map(\.event) == ["$identify"])
        #expect(payload.events.first?.properties == ["$set": ["a": 1]])
    }

    @Test("updates beside the properties are moved into them")
    func movesUpdates() throws {
        let event = try event(
            #"""
            {"token":"t","event":"$set","distinct_id":"u","$set":{"a":1,"b":2},"$set_once":{"c":3},"$unset":["x"],
             "properties":{"p":0,"$set":{"b":9,"d":4},"$unset":["y"],"$process_person_profile":false,
                           "$groups":{"company":"acme"}}}
            """#)
        #expect(
            event.properties == [
                "p": 0, "$set": ["b": 2, "d": 4, "a": 1], "$unset": ["y", "x"], "$process_person_profile": false,
                "$groups": ["company": "acme"], "$set_once": ["c": 3],
            ])
    }

    @Test("ids that events refer to become text and are cut as distinct ids are")
    func normalisesReferences() throws {
        let long = String(repeating: "x", count: 300)
        let alias = try event(
            #"{"token":"t","event":"$create_alias","distinct_id":"u","properties":{"alias":"\#(long)"}}"#)
        #expect(alias.properties["alias"] == .string(String(long.prefix(200))))
        let identify = try event(
            #"{"token":"t","event":"$identify","distinct_id":"u","properties":{"$anon_distinct_id":12}}"#)
        #expect(identify.properties["$anon_distinct_id"] == "12")
        let other = try event(#"{"token":"t","event":"e","distinct_id":"u","properties":{"alias":12}}"#)
        #expect(other.properties["alias"] == 12)
    }
}
