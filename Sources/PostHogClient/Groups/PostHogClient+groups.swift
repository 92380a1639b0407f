public import JSON
internal import NIOHTTP1

extension PostHogClient {
    /// The groups of a type, newest first; without `typeIndex` those of all types, one type after the other.
    ///
    /// `search` matches within the properties or the whole key, `key` within the key. PostHog knows a group once it has
    /// a property.
    public func groups(
        typeIndex: Int? = nil, search: String? = nil, key: String? = nil
    ) -> PostHogSequence<PostHogGroup> {
        guard let typeIndex else { return groupsOfAllTypes(search: search, key: key) }
        var query = [(name: "group_type_index", value: String(typeIndex))]
        if let search { query.append(("search", search)) }
        if let key { query.append(("group_key", key)) }
        return nextList(
            projectPath("groups"), query, steering: ["cursor"], family: .analytics
        ) { "\($0.typeIndex) \($0.key)" }
    }

    /// The group of this key; without `typeIndex` the first one found among all types. Nil when there is none.
    public func findGroup(key: String, typeIndex: Int? = nil) async throws(PostHogError) -> PostHogGroup? {
        // PostHog answers 500 when the key is missing.
        guard !key.isEmpty else {
            throw PostHogError(
                .invalidArgument, code: "required", detail: "group_key must not be empty", attr: "group_key")
        }
        var indexes = [typeIndex].compactMap(\.self)
        if indexes.isEmpty { indexes = try await groupTypes().map(\.index) }
        for index in indexes {
            let query = [(name: "group_type_index", value: String(index)), (name: "group_key", value: key)]
            do throws(PostHogError) {
                return try await object(get(projectPath("groups", "find"), query, family: .analytics))
            } catch {
                guard error.kind == .notFound else { throw error }
            }
        }
        return nil
    }

    /// Creates a group. Throws `validation` when there is one of this key.
    public func createGroup(
        typeIndex: Int, key: String, properties: JSONObject = [:]
    ) async throws(PostHogError) -> PostHogGroup {
        let body: JSON = [
            "group_type_index": .integer(Int64(typeIndex)), "group_key": .string(key),
            "group_properties": .object(properties),
        ]
        var call = HTTPCall(.POST, projectPath("groups"), isRepeatable: false).sending(body)
        call.family = .analytics
        return try await object(call)
    }

    /// The properties groups have, by type index: `{"0":[{"name":"plan","count":12}]}`.
    public func groupPropertyDefinitions() async throws(PostHogError) -> JSON {
        try await json(get(projectPath("groups", "property_definitions"), family: .analytics))
    }

    /// The most frequent values of a property: `[{"name":"pro","count":5}]`, at most 20.
    public func groupPropertyValues(
        typeIndex: Int, property: String, matching value: String? = nil
    ) async throws(PostHogError) -> JSON {
        var query = [(name: "group_type_index", value: String(typeIndex)), (name: "key", value: property)]
        if let value { query.append(("value", value)) }
        return try await json(get(projectPath("groups", "property_values"), query, family: .analytics))
    }

    /// The persons and groups that occur together with a group.
    public func relatedGroups(typeIndex: Int, key: String) async throws(PostHogError) -> JSON {
        let query = [(name: "group_type_index", value: String(typeIndex)), (name: "id", value: key)]
        return try await json(get(projectPath("groups", "related"), query, family: .analytics))
    }
}
