/// A place in a list of events ordered by time, newest first, then by UUID (DESIGN §4.9).
///
/// Its text is opaque to callers: time and UUID in base 36 and hexadecimal, joined by `_`.
public struct EventCursor: Sendable, Hashable, CustomStringConvertible {
    public let timestamp: Timestamp
    public let uuid: EventID

    public init(timestamp: Timestamp, uuid: EventID) {
        self.timestamp = timestamp
        self.uuid = uuid
    }

    /// Reads ``description``; nil for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 2, let microseconds = Int64(parts[0], radix: 36), let uuid = EventID(parts[1]) else {
            return nil
        }
        self.init(timestamp: Timestamp(microseconds: microseconds), uuid: uuid)
    }

    public var description: String {
        let uuid = uuid.description.filter { $0 != "-" }
        return "\(String(timestamp.microseconds, radix: 36))_\(uuid)"
    }
}
