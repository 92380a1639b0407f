import Analytics
import JSON

/// One event that waits: how it goes to PostHog, letter for letter.
struct OutboxEntry: Sendable, Equatable {
    /// What a row takes beside the event's own bytes, about.
    static let overhead = 120

    /// Its place in the order of sending; 0 before it is stored.
    let id: Int64
    let uuid: EventID
    let capturedAt: Timestamp
    /// The event as a member of `batch` (PostHog API facts §10.2).
    let body: String

    init(id: Int64, uuid: EventID, capturedAt: Timestamp, body: String) {
        self.id = id
        self.uuid = uuid
        self.capturedAt = capturedAt
        self.body = body
    }

    /// The form in which an event goes to PostHog, with the UUID and the time it was captured with.
    init(_ event: CapturedEvent, at time: Timestamp) {
        var json = JSONWriter(capacity: 512)
        json.object { members in
            members.field("event", event.event)
            members.field("distinct_id", event.distinctID)
            members.field("timestamp", event.timestamp.description)
            members.field("uuid", event.uuid.description)
            members.field("properties", JSON.object(event.properties))
        }
        self.init(id: 0, uuid: event.uuid, capturedAt: time, body: String(decoding: json.bytes, as: UTF8.self))
    }

    /// The room it takes, in bytes.
    var size: Int { body.utf8.count + Self.overhead }
}
