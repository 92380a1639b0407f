import Analytics
import JSON

extension JSONWriter {
    /// One error with the documented fields; those the event does not have are null.
    mutating func error(_ event: StoredEvent) {
        let properties = event.properties.parsed().objectValue ?? [:]
        let hot = HotProperties(event: event.event, properties: properties)
        object { entry in
            entry.field("uuid", event.uuid)
            entry.field("timestamp", event.timestamp)
            entry.field("event", event.event)
            entry.field("error_type", hot.errorType)
            entry.field("error_message", hot.errorMessage)
            entry.field("exception_type", Self.exceptionType(properties))
            entry.field("endpoint", hot.endpoint)
            entry.field("method", hot.method)
            entry.field("status_code", hot.statusCode)
            entry.field("request_id", event.requestID)
            entry.field("traceback", Self.traceback(properties))
            entry.field("fingerprint", hot.fingerprint)
        }
    }

    mutating func errorGroup(_ group: ErrorGroup) {
        object { entry in
            entry.field("fingerprint", group.fingerprint)
            entry.field("error_type", group.errorType)
            entry.field("message", group.message)
            entry.field("endpoint", group.endpoint)
            entry.field("count", group.count)
            entry.field("first_seen", group.firstSeen)
            entry.field("last_seen", group.lastSeen)
            entry.field("other_users", group.otherUsers)
        }
    }

    /// One slow request; `threshold_ms` is the event's own, else the configured one.
    mutating func slowRequest(_ event: StoredEvent, defaultThreshold: Int) {
        let properties = event.properties.parsed().objectValue ?? [:]
        let hot = HotProperties(event: event.event, properties: properties)
        object { entry in
            entry.field("uuid", event.uuid)
            entry.field("timestamp", event.timestamp)
            entry.field("endpoint", hot.endpoint)
            entry.field("method", hot.method)
            entry.field("duration_ms", number: hot.durationMilliseconds)
            entry.field("threshold_ms", properties["threshold_ms"] ?? .integer(Int64(defaultThreshold)))
            entry.field("request_id", event.requestID)
        }
    }

    private static func exceptionType(_ properties: JSONObject) -> String? {
        properties["exception_type"]?.stringValue ?? properties["$exception_type"]?.stringValue
            ?? properties["$exception_list"]?[0]?["type"]?.stringValue
    }

    /// A traceback as text, else the stack frames of PostHog's exception list as they are.
    private static func traceback(_ properties: JSONObject) -> JSON {
        properties["traceback"] ?? properties["$exception_list"]?[0]?["stacktrace"] ?? .null
    }
}

extension JSONWriter.ObjectWriter {
    /// A number that prints without a fraction when it has none.
    mutating func field(_ name: String, number: Double?) {
        guard let number else { return field(name, JSON.null) }
        if let whole = Int64(exactly: number) { field(name, whole) } else { field(name, number) }
    }
}
