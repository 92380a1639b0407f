import Analytics
import JSON

/// Events for the checks: everything not given has a plain value.
enum Sample {
    /// 2026-11-20T00:00:00Z.
    static let midnight = Timestamp(seconds: 1_795_132_800)
    /// The middle of that day.
    static let noon = midnight.advanced(byMicroseconds: 12 * 3_600 * Timestamp.microsecondsPerSecond)
    /// Thirty days that end with it.
    static let window = TimeWindow(days: 30, until: noon)

    static func uuid(_ number: UInt64) -> EventID {
        EventID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 | number)
    }

    /// - Parameter seconds: before noon when negative.
    static func event(
        _ name: String = "button_click", of user: String = "u1", uuid number: UInt64, at seconds: Int64 = -60,
        _ properties: JSONObject = [:]
    ) -> CapturedEvent {
        CapturedEvent(
            uuid: uuid(number), event: name, distinctID: user,
            timestamp: noon.advanced(byMicroseconds: seconds * Timestamp.microsecondsPerSecond),
            properties: properties)
    }

    static func request(
        of user: String = "u1", uuid number: UInt64, at seconds: Int64 = -60, endpoint: String = "/api/a",
        status: Int64 = 200, milliseconds: Double = 10, id: String? = nil
    ) -> CapturedEvent {
        var properties: JSONObject = [
            "endpoint": .string(endpoint), "status_code": .integer(status), "response_time_ms": .double(milliseconds),
        ]
        if let id { properties["request_id"] = .string(id) }
        return event("api_request", of: user, uuid: number, at: seconds, properties)
    }

    static func error(
        of user: String = "u1", uuid number: UInt64, at seconds: Int64 = -60, type: String = "application_error",
        message: String = "Database connection failed", endpoint: String = "/api/a"
    ) -> CapturedEvent {
        event(
            "api_error", of: user, uuid: number, at: seconds,
            ["error_type": .string(type), "error_message": .string(message), "endpoint": .string(endpoint)])
    }
}

extension EventStore {
    /// The person of a distinct id that must exist.
    func existingPerson(_ distinctID: String) async throws -> Person {
        guard let person = try await person(distinctID: distinctID) else { throw MissingPerson(distinctID: distinctID) }
        return person
    }

    func allEvents(
        of person: Person, in window: TimeWindow = Sample.window, matching filter: EventFilter = .all
    ) async throws -> [StoredEvent] {
        try await events(of: person, in: window, matching: filter, page: PageRequest(limit: 1_000)).events
    }
}

extension JSONObject {
    /// The members without their order, which an engine need not keep.
    var unordered: [String: JSON] { Dictionary(uniqueKeysWithValues: map { ($0.key, $0.value) }) }
}

/// A person that a check needs is not there.
struct MissingPerson: Error {
    let distinctID: String
}
