import Analytics
import JSON
import Testing

@testable import Gateway

struct MigrationBatchesTests {
    private func message(_ number: UInt64, bytes: Int = 10) -> MigrationMessage {
        MigrationMessage(
            StoredEvent(
                uuid: EventID(high: 1, low: number), event: "e", distinctID: "u",
                timestamp: Timestamp(seconds: 1_795_132_800), requestID: nil, isError: false,
                properties: JSONText(validated: "{\"a\":\"\(String(repeating: "x", count: bytes))\"}")))
    }

    @Test func noBatchHoldsMoreThanPostHogIsToTake() {
        let messages = (0..<1_203).map { message($0) }
        #expect(MigrationBatches.ranges(of: messages) == [0..<500, 500..<1_000, 1_000..<1_203])
        #expect(MigrationBatches.ranges(of: []).isEmpty)
    }

    @Test func aBatchEndsBeforeItIsTooLarge() {
        let large = MigrationBatches.maximumBytes / 2
        let messages = [message(1), message(2, bytes: large), message(3, bytes: large), message(4)]
        #expect(MigrationBatches.ranges(of: messages) == [0..<2, 2..<4])
    }

    @Test func aMessageThatIsTooLargeAloneGoesAlone() {
        let messages = [message(1), message(2, bytes: MigrationBatches.maximumBytes + 1), message(3)]
        #expect(MigrationBatches.ranges(of: messages) == [0..<1, 1..<2, 2..<3])
    }

    @Test(arguments: [
        #"{"a":10.0,"b":1e-7,"c":9007199254740993}"#, #"{"q":"it\"s \\ \u0001 😀","n":null,"o":{"":[]}}"#, "{}",
    ])
    func propertiesGoOverLetterForLetter(_ properties: String) throws {
        let event = StoredEvent(
            uuid: EventID(high: 1, low: 2), event: "quo\"te 😀", distinctID: "u\\1",
            timestamp: Timestamp(microseconds: 1_795_132_800_123_000), requestID: nil, isError: false,
            properties: JSONText(validated: properties))
        let body = MigrationMessage(event).body
        #expect(body.hasSuffix("\"properties\":\(properties)}"))
        let json = try JSON(parsing: body)
        #expect(json["event"] == "quo\"te 😀")
        #expect(json["distinct_id"] == "u\\1")
        #expect(json["timestamp"] == "2026-11-20T00:00:00.123Z")
        #expect(json["uuid"]?.stringValue == event.uuid.description)
    }
}
