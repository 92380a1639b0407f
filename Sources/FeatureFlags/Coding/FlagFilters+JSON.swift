public import JSON
import OrderedCollections

extension FlagFilters {
    /// Reads `filters` as PostHog's API and definitions write it; unknown members are kept.
    /// - Throws: the first member of a wrong kind.
    public init(json: JSON, path: String = "filters") throws(FlagProblem) {
        var reader = try MemberReader(json, path: path)
        self.init(
            groups: try reader.list("groups") { (value, path) throws(FlagProblem) in
                try FlagCondition(json: value, path: path)
            },
            multivariate: try Self.multivariate(reader.value("multivariate"), path: reader.path(of: "multivariate")),
            payloads: try Self.payloads(reader.value("payloads"), path: reader.path(of: "payloads")),
            aggregationGroupTypeIndex: try reader.groupTypeIndex("aggregation_group_type_index"),
            holdout: try Self.holdout(reader.value("holdout"), path: reader.path(of: "holdout")),
            earlyExit: try reader.bool("early_exit") ?? false,
            featureEnrollment: try reader.bool("feature_enrollment") ?? false,
            superGroups: try reader.list("super_groups") { (value, path) throws(FlagProblem) in
                try FlagCondition(json: value, path: path)
            })
        unknownMembers = reader.members
    }

    /// The filters as PostHog's API writes them.
    public var json: JSON {
        var members: JSONObject = ["groups": .array(groups.map(\.json))]
        members["multivariate"] = multivariate?.json ?? .null
        var texts: JSONObject = [:]
        for (variant, text) in payloads { texts[variant] = .string(text) }
        members["payloads"] = .object(texts)
        members["aggregation_group_type_index"] = JSON(optional: aggregationGroupTypeIndex)
        if let holdout {
            members["holdout"] = [
                "id": .integer(holdout.id), "exclusion_percentage": JSON(percentage: holdout.exclusionPercentage),
            ]
        }
        if earlyExit { members["early_exit"] = true }
        if featureEnrollment { members["feature_enrollment"] = true }
        if !superGroups.isEmpty { members["super_groups"] = .array(superGroups.map(\.json)) }
        members.merge(unknownMembers) { known, _ in known }
        return .object(members)
    }

    /// These filters with some members replaced whole, as a PATCH does (PostHog API facts §7.6).
    public func merging(_ changes: JSONObject) throws(FlagProblem) -> FlagFilters {
        guard !changes.isEmpty, case .object(var members) = json else { return self }
        for (name, value) in changes { members[name] = value }
        return try FlagFilters(json: .object(members))
    }

    private static func multivariate(_ json: JSON?, path: String) throws(FlagProblem) -> FlagMultivariate? {
        guard let json else { return nil }
        var reader = try MemberReader(json, path: path)
        let variants = try reader.list("variants") { (value, path) throws(FlagProblem) in
            try FlagVariant(json: value, path: path)
        }
        return FlagMultivariate(variants: variants, unknownMembers: reader.members)
    }

    /// JSON text by variant; a value that is no text becomes its JSON text.
    private static func payloads(_ json: JSON?, path: String) throws(FlagProblem) -> OrderedDictionary<String, String> {
        guard let json else { return [:] }
        var payloads: OrderedDictionary<String, String> = [:]
        for (variant, value) in try MemberReader(json, path: path).members where !value.isNull {
            payloads[variant] = value.stringValue ?? value.text
        }
        return payloads
    }

    private static func holdout(_ json: JSON?, path: String) throws(FlagProblem) -> FlagHoldout? {
        guard let json else { return nil }
        var reader = try MemberReader(json, path: path)
        guard let id = try reader.integer("id") else {
            throw FlagProblem(field: reader.path(of: "id"), rule: "required", detail: "a holdout needs an id")
        }
        return FlagHoldout(id: id, exclusionPercentage: try reader.number("exclusion_percentage") ?? 0)
    }
}

extension FlagMultivariate {
    var json: JSON {
        var members: JSONObject = ["variants": .array(variants.map(\.json))]
        members.merge(unknownMembers) { known, _ in known }
        return .object(members)
    }
}

extension FlagVariant {
    init(json: JSON, path: String) throws(FlagProblem) {
        var reader = try MemberReader(json, path: path)
        guard let key = try reader.text("key") else {
            throw FlagProblem(field: reader.path(of: "key"), rule: "required", detail: "a variant needs a key")
        }
        guard let percentage = try reader.number("rollout_percentage") else {
            throw FlagProblem(
                field: reader.path(of: "rollout_percentage"), rule: "required",
                detail: "variant \(key) needs a rollout_percentage")
        }
        self.init(
            key: key, name: try reader.text("name"), rolloutPercentage: percentage,
            description: try reader.text("description"))
        unknownMembers = reader.members
    }

    var json: JSON {
        var members: JSONObject = ["key": .string(key)]
        if let name { members["name"] = .string(name) }
        members["rollout_percentage"] = JSON(percentage: rolloutPercentage)
        if let description { members["description"] = .string(description) }
        members.merge(unknownMembers) { known, _ in known }
        return .object(members)
    }
}
