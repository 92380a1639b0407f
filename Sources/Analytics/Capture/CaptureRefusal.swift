public import JSON

/// Why one event of a capture request was not taken.
public struct CaptureRefusal: Error, Sendable, Equatable, JSONWritable {
    /// The place of the event in the request, from 0.
    public let index: Int
    /// The event's own UUID, when it had a valid one.
    public let uuid: EventID?
    /// The field at fault, for example `distinct_id` or `properties.$group_type`.
    public let field: String
    /// One sentence for a developer: the rule and what was found instead.
    public let reason: String

    public init(index: Int, uuid: EventID?, field: String, reason: String) {
        self.index = index
        self.uuid = uuid
        self.field = field
        self.reason = reason
    }

    public func write(to json: inout JSONWriter) {
        json.object { refusal in
            refusal.field("index", index)
            refusal.field("uuid", uuid)
            refusal.field("field", field)
            refusal.field("reason", reason)
        }
    }
}
