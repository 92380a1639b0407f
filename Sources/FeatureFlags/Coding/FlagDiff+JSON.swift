public import JSON

extension FieldChange {
    /// `{"path","old","new"}`; a side that was absent has no member.
    public var json: JSON {
        var members: JSONObject = ["path": .string(path)]
        if let old { members["old"] = old }
        if let new { members["new"] = new }
        return .object(members)
    }

    /// Reads ``json``; nil for anything else.
    public init?(json: JSON) {
        guard let path = json["path"]?.stringValue else { return nil }
        self.init(path: path, old: json["old"], new: json["new"])
    }
}

extension FlagDiff {
    /// The changes as a list.
    public var json: JSON { .array(changes.map(\.json)) }

    /// Reads ``json``; what is no change is left out.
    public init(json: JSON) {
        self.init(changes: (json.arrayValue ?? []).compactMap(FieldChange.init(json:)))
    }
}
