public import JSON

/// What an event says about persons: properties to change, and a distinct id to merge.
///
/// PostHog API facts §10.2: `$set`, `$set_once`, `$unset`; `$identify` names an anonymous id in
/// `$anon_distinct_id`, `$create_alias` and `$merge_dangerously` a second id in `alias`.
public struct PersonUpdate: Sendable, Equatable {
    /// A second distinct id that belongs to the same person as the event's.
    public struct Merge: Sendable, Equatable {
        public let distinctID: String
        /// Whether the other person is merged even if it was identified itself.
        public let force: Bool
    }

    public let merge: Merge?
    /// Whether the event marks its person as identified.
    public let identifies: Bool
    public let set: JSONObject
    public let setOnce: JSONObject
    public let unset: [String]

    public init(_ event: CapturedEvent) {
        let properties = event.properties
        identifies = event.event == "$identify"
        merge = Self.merge(event)
        guard properties["$process_person_profile"] != .bool(false) else {
            (set, setOnce, unset) = ([:], [:], [])
            return
        }
        set = properties["$set"]?.objectValue ?? [:]
        setOnce = properties["$set_once"]?.objectValue ?? [:]
        unset =
            switch properties["$unset"] {
            case .array(let names): names.compactMap(\.stringValue)
            case .object(let names): Array(names.keys)
            case .string(let name): [name]
            default: []
            }
    }

    public var changesProperties: Bool { !set.isEmpty || !setOnce.isEmpty || !unset.isEmpty }

    /// The properties after this update; equal to `properties` when nothing changes.
    public func applied(to properties: JSONObject) -> JSONObject {
        var result = properties
        for (key, value) in setOnce where result[key] == nil { result[key] = value }
        for (key, value) in set { result[key] = value }
        for key in unset { result.removeValue(forKey: key) }
        return result
    }

    private static func merge(_ event: CapturedEvent) -> Merge? {
        let (key, force): (String, Bool)
        switch event.event {
        case "$identify": (key, force) = ("$anon_distinct_id", false)
        case "$create_alias": (key, force) = ("alias", false)
        case "$merge_dangerously": (key, force) = ("alias", true)
        default: return nil
        }
        guard let other = event.properties[key]?.stringValue, !other.isEmpty, other != event.distinctID,
            !SharedDistinctID.matches(other), !SharedDistinctID.matches(event.distinctID)
        else { return nil }
        return Merge(distinctID: String(other.prefix(200)), force: force)
    }
}
