import Analytics
import JSON

/// An event on its way to PostHog, as a member of `batch` (PostHog API facts §10.2).
struct MigrationMessage: Sendable, Equatable {
    let uuid: EventID
    let event: String
    let body: String

    /// An event as it is stored: its properties go over letter for letter.
    init(_ stored: StoredEvent) {
        uuid = stored.uuid
        event = stored.event
        body = Self.body(stored.uuid, stored.event, stored.distinctID, stored.timestamp, stored.properties)
    }

    init(_ captured: CapturedEvent) {
        uuid = captured.uuid
        event = captured.event
        body = Self.body(
            captured.uuid, captured.event, captured.distinctID, captured.timestamp,
            JSONText(.object(captured.properties)))
    }

    private static func body(
        _ uuid: EventID, _ event: String, _ distinctID: String, _ timestamp: Timestamp, _ properties: JSONText
    ) -> String {
        var json = JSONWriter(capacity: properties.text.utf8.count + 256)
        json.object { members in
            members.field("event", event)
            members.field("distinct_id", distinctID)
            members.field("timestamp", timestamp.description)
            members.field("uuid", uuid.description)
            members.field("properties", properties)
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
