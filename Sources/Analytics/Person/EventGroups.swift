public import JSON

/// Reads the groups that SDKs attach to events (PostHog API facts §10, `$groups`).
public enum EventGroups {
    /// Group key by group type; a number is its JSON text. Nil when the properties name no groups.
    public static func read(_ properties: JSON) -> [String: String]? {
        guard let members = properties["$groups"]?.objectValue else { return nil }
        var groups: [String: String] = [:]
        for (type, value) in members {
            switch value {
            case .string(let key): groups[type] = key
            case .integer, .double: groups[type] = value.text
            default: break
            }
        }
        return groups
    }
}
