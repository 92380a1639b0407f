import Analytics
public import JSON

extension Cohort {
    /// Reads a cohort as PostHog's API and ``json`` write it: the definition in `filters.properties`.
    /// - Throws: the first member of a wrong kind.
    public init(json: JSON) throws(FlagProblem) {
        var reader = try MemberReader(json, path: "")
        let filters = reader.value("filters")
        let definition = filters?["properties"] ?? filters
        self.init(
            id: try reader.integer("id") ?? 0,
            name: try reader.text("name") ?? "",
            description: try reader.text("description") ?? "",
            isStatic: try reader.bool("is_static") ?? false,
            definition: try definition.map { (json) throws(FlagProblem) in
                try CohortGroup(json: json, path: "filters.properties")
            } ?? CohortGroup(),
            version: try reader.integer("version") ?? 1,
            createdAt: try reader.time("created_at") ?? Timestamp(microseconds: 0),
            updatedAt: try reader.time("updated_at") ?? Timestamp(microseconds: 0))
        unknownMembers = reader.members
    }

    /// The cohort as PostHog's CRUD API writes it.
    public var json: JSON {
        var members: JSONObject = [
            "id": .integer(id), "name": .string(name), "description": .string(description),
            "is_static": .bool(isStatic), "filters": ["properties": definition.json], "version": .integer(version),
            "created_at": .string(createdAt.description), "updated_at": .string(updatedAt.description),
        ]
        members.merge(unknownMembers) { known, _ in known }
        return .object(members)
    }
}

extension CohortGroup {
    /// Reads a group of filters as cohorts and flag definitions write it; `{}` is the empty group.
    /// - Throws: the first member of a wrong kind, or nesting deeper than ``maximumDepth``.
    public init(json: JSON, path: String) throws(FlagProblem) {
        try self.init(json: json, path: path, depth: 1)
    }

    private init(json: JSON, path: String, depth: Int) throws(FlagProblem) {
        guard depth <= Self.maximumDepth else {
            throw FlagProblem(
                field: path, rule: "depth <= \(Self.maximumDepth)",
                detail: "groups are nested deeper than \(Self.maximumDepth) levels")
        }
        var reader = try MemberReader(json, path: path)
        // PostHog's older cohorts call a list of filters that must all match `property`.
        let type = try reader.text("type")?.uppercased()
        guard let junction = type == nil || type == "PROPERTY" ? .and : type.flatMap(Junction.init(rawValue:)) else {
            throw FlagProblem(field: reader.path(of: "type"), rule: "AND or OR", detail: "must be AND or OR")
        }
        self.init(
            junction,
            try reader.list("values") { (value, path) throws(FlagProblem) in
                let isGroup =
                    value.objectValue?.isEmpty == true || value["values"] != nil
                    || value["type"]?.stringValue.flatMap(Junction.init(rawValue:)) != nil
                return isGroup
                    ? .group(try CohortGroup(json: value, path: path, depth: depth + 1))
                    : .property(try FlagProperty(json: value, path: path))
            })
    }

    /// The group as PostHog writes it.
    public var json: JSON {
        [
            "type": .string(junction.rawValue),
            "values": .array(
                values.map { value in
                    switch value {
                    case .property(let property): property.json
                    case .group(let group): group.json
                    }
                }),
        ]
    }
}
