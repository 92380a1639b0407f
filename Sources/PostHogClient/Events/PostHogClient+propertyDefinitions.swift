extension PostHogClient {
    /// The properties PostHog has seen: of `event`, `person`, `session`, or `group` with its type.
    public func propertyDefinitions(
        type: String = "event", groupTypeIndex: Int? = nil, search: String? = nil
    ) -> PostHogSequence<PostHogPropertyDefinition> {
        var query = [(name: "type", value: type)]
        if let groupTypeIndex { query.append(("group_type_index", String(groupTypeIndex))) }
        if let search { query.append(("search", search)) }
        return offsetList(projectPath("property_definitions"), query) { $0.id }
    }
}
