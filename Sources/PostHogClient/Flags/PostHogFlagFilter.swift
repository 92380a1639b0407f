internal import JSON

/// Which flags a list holds; all that are not archived unless told otherwise.
public struct PostHogFlagFilter: Sendable, Hashable {
    public enum Activity: String, Sendable, Hashable {
        case active = "true"
        case inactive = "false"
        case stale = "STALE"
    }

    public enum Kind: String, Sendable, Hashable {
        case boolean
        case multivariant
        case experiment
        case remoteConfiguration = "remote_config"
    }

    public var activity: Activity?
    public var kind: Kind?
    /// Over keys and descriptions; at most 200 characters.
    public var search: String?
    /// Exactly this key, without case.
    public var key: String?
    public var tags: [String] = []
    /// True lists archived flags only, false or nil the others only.
    public var archived: Bool?

    public init(
        activity: Activity? = nil, kind: Kind? = nil, search: String? = nil, key: String? = nil, tags: [String] = [],
        archived: Bool? = nil
    ) {
        self.activity = activity
        self.kind = kind
        self.search = search
        self.key = key
        self.tags = tags
        self.archived = archived
    }

    var parameters: [(name: String, value: String)] {
        var parameters: [(name: String, value: String)] = []
        if let activity { parameters.append(("active", activity.rawValue)) }
        if let kind { parameters.append(("type", kind.rawValue)) }
        if let search { parameters.append(("search", String(search.prefix(200)))) }
        if let key { parameters.append(("key", key)) }
        if !tags.isEmpty { parameters.append(("tags", JSON.array(tags.map { .string($0) }).text)) }
        if let archived { parameters.append(("archived", String(archived))) }
        return parameters
    }
}
