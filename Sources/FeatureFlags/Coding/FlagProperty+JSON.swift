public import JSON

extension FlagProperty {
    /// Reads one filter; a number as `key` becomes text, a missing `type` means person.
    init(json: JSON, path: String) throws(FlagProblem) {
        var reader = try MemberReader(json, path: path)
        guard let key = try reader.textOrNumber("key") else {
            throw FlagProblem(field: reader.path(of: "key"), rule: "required", detail: "a property needs a key")
        }
        self.init(
            key: key,
            value: reader.value("value"),
            type: PropertyType(rawValue: try reader.text("type") ?? PropertyType.person.rawValue),
            operator: try reader.text("operator").map(PropertyOperator.init(rawValue:)),
            groupTypeIndex: try reader.groupTypeIndex("group_type_index"),
            negation: try reader.bool("negation"),
            label: try reader.text("label"))
        unknownMembers = reader.members
    }

    /// The filter as PostHog's API writes it.
    public var json: JSON {
        var members: JSONObject = ["key": .string(key)]
        if let value { members["value"] = value }
        members["type"] = .string(type.rawValue)
        if let `operator` { members["operator"] = .string(`operator`.rawValue) }
        if let groupTypeIndex { members["group_type_index"] = .integer(Int64(groupTypeIndex)) }
        if let negation { members["negation"] = .bool(negation) }
        if let label { members["label"] = .string(label) }
        members.merge(unknownMembers) { known, _ in known }
        return .object(members)
    }
}
