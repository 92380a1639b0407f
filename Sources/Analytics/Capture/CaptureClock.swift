import JSON
import OrderedCollections

/// When the events of one request happened, by the server's clock.
///
/// The rules are those of PostHog's capture: the client's clock is off by `sent_at` − now and every `timestamp` is
/// corrected by that; without a timestamp the event happened `offset` milliseconds ago; an event more than 23 hours in
/// the future happened now. Unlike PostHog, a time that cannot be read is refused instead of becoming now.
struct CaptureClock {
    private static let furthestFuture = 23 * 3_600 * Timestamp.microsecondsPerSecond
    private static let epoch = Timestamp(microseconds: 0)

    let now: Timestamp
    /// When the client sent the request by its own clock; nil when times are taken as they are.
    let sentAt: Timestamp?

    func time(of fields: JSONObject, properties: JSONObject) throws(CaptureFieldError) -> Timestamp {
        let (field, moment) = try read(fields, properties)
        guard moment >= Self.epoch else {
            throw CaptureFieldError(field: field, reason: "\(field) must not lie before 1970")
        }
        return moment > now.advanced(byMicroseconds: Self.furthestFuture) ? now : moment
    }

    private func read(
        _ fields: JSONObject, _ properties: JSONObject
    ) throws(CaptureFieldError) -> (field: String, moment: Timestamp) {
        switch fields["timestamp"] {
        case nil, .null, .string(""): break
        case .some(let value):
            guard let moment = Timestamp(json: value) else {
                throw CaptureFieldError(field: "timestamp", reason: Self.unreadable(value))
            }
            guard let sentAt, properties["$ignore_sent_at"] != .bool(true) else { return ("timestamp", moment) }
            let (ahead, overflow) = sentAt.microseconds.subtractingReportingOverflow(now.microseconds)
            let (correction, negationOverflow) = Int64(0).subtractingReportingOverflow(ahead)
            guard !overflow, !negationOverflow else { return ("timestamp", moment) }
            return ("timestamp", moment.advanced(byMicroseconds: correction))
        }
        switch fields["offset"] {
        case nil, .null: return ("timestamp", now)
        case .some(let value):
            guard let milliseconds = value.doubleValue, let distance = Int64(exactly: (milliseconds * 1_000).rounded())
            else {
                throw CaptureFieldError(field: "offset", reason: "offset must be a number of milliseconds")
            }
            let (correction, overflow) = Int64(0).subtractingReportingOverflow(distance)
            return ("offset", now.advanced(byMicroseconds: overflow ? .max : correction))
        }
    }

    private static func unreadable(_ value: JSON) -> String {
        let found =
            switch value {
            case .string(let text): text.quoted
            case .integer, .double: value.text
            default: value.kind
            }
        return "timestamp must be an ISO 8601 date-time such as 2026-11-20T10:00:00Z or Unix time, got \(found)"
    }
}
