import Analytics
import JSON

extension JSONWriter {
    /// - Parameter start: adds `offset_ms`, the time since this moment.
    mutating func event(_ event: StoredEvent, offsetFrom start: Timestamp? = nil) {
        object { entry in
            entry.field("uuid", event.uuid)
            entry.field("timestamp", event.timestamp)
            entry.field("event", event.event)
            entry.field("distinct_id", event.distinctID)
            if let start { entry.field("offset_ms", event.timestamp.milliseconds(since: start)) }
            entry.field("properties", event.properties)
        }
    }

    mutating func requestGroup(_ group: Journey.RequestGroup) {
        object { entry in
            entry.field("request_id", group.requestID)
            entry.field("session", group.session)
            entry.field("event_count", group.events.count)
            entry.field("start_time", group.start)
            entry.field("end_time", group.end)
            entry.field("duration_ms", group.end.milliseconds(since: group.start))
            entry.field("events", array: group.events) { $0.event($1, offsetFrom: group.start) }
        }
    }

    mutating func session(_ session: Journey.Session) {
        object { entry in
            entry.field("session", session.number)
            entry.field("start_time", session.start)
            entry.field("end_time", session.end)
            entry.field("event_count", session.eventCount)
            entry.field("request_count", session.requestCount)
            entry.field("error_count", session.errorCount)
        }
    }
}
