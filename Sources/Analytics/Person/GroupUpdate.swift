public import JSON

/// What a `$groupidentify` event says about a group: its type, key and the properties to set.
public struct GroupUpdate: Sendable, Equatable {
    public let type: String
    public let key: String
    public let set: JSONObject

    /// Nil for any other event, and for one without `$group_type` or `$group_key`.
    public init?(_ event: CapturedEvent) {
        guard event.event == "$groupidentify",
            let type = event.properties["$group_type"]?.stringValue, !type.isEmpty
        else { return nil }
        switch event.properties["$group_key"] {
        case .string(let key) where !key.isEmpty: self.key = key
        case .integer(let key): self.key = String(key)
        default: return nil
        }
        self.type = type
        set = event.properties["$group_set"]?.objectValue ?? [:]
    }
}
