public import JSON

extension FlagCondition {
    init(json: JSON, path: String) throws(FlagProblem) {
        var reader = try MemberReader(json, path: path)
        let statesAggregation = reader.has("aggregation_group_type_index")
        let index = try reader.groupTypeIndex("aggregation_group_type_index")
        self.init(
            properties: try reader.list("properties") { (value, path) throws(FlagProblem) in
                try FlagProperty(json: value, path: path)
            },
            rolloutPercentage: try reader.number("rollout_percentage"),
            variant: try reader.text("variant"),
            aggregation: index.map(ConditionAggregation.group) ?? (statesAggregation ? .person : .inherited),
            description: try reader.text("description"))
        unknownMembers = reader.members
    }

    /// The condition set as PostHog's API writes it; an inherited aggregation stays absent.
    public var json: JSON {
        var members: JSONObject = ["properties": .array(properties.map(\.json))]
        members["rollout_percentage"] = rolloutPercentage.map(JSON.init(percentage:)) ?? .null
        members["variant"] = JSON(optional: variant)
        switch aggregation {
        case .inherited: break
        case .person: members["aggregation_group_type_index"] = .null
        case .group(let index): members["aggregation_group_type_index"] = .integer(Int64(index))
        }
        if let description { members["description"] = .string(description) }
        members.merge(unknownMembers) { known, _ in known }
        return .object(members)
    }
}
