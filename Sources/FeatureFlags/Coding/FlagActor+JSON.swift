public import JSON

extension FlagActor {
    /// Reads PostHog's user object, or a plain name; nil for anything else.
    init?(json: JSON) {
        if let name = json.stringValue {
            self.init(name: name)
            return
        }
        guard let members = json.objectValue else { return nil }
        let email = members["email"]?.stringValue
        let parts = ["first_name", "last_name"].compactMap { members[$0]?.stringValue }.filter { !$0.isEmpty }
        let name = parts.isEmpty ? members["name"]?.stringValue ?? email ?? "" : parts.joined(separator: " ")
        self.init(id: members["id"]?.int64Value, name: name, email: email)
    }

    /// The actor as PostHog's API writes a user.
    public var json: JSON {
        var members: JSONObject = [:]
        if let id { members["id"] = .integer(id) }
        members["first_name"] = .string(name)
        if let email { members["email"] = .string(email) }
        return .object(members)
    }
}
