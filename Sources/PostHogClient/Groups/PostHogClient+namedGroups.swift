extension PostHogClient {
    /// The groups of a type given by its name (`company`), newest first; see ``groups(typeIndex:search:key:)``.
    ///
    /// Throws `invalidArgument` naming the types there are when the project has none of this name.
    public func groups(
        ofType name: String, search: String? = nil, key: String? = nil
    ) -> PostHogSequence<PostHogGroup> {
        let identity = { @Sendable (group: PostHogGroup) in "\(group.typeIndex) \(group.key)" }
        return PostHogSequence(identity: identity) { (cursor) async throws(PostHogError) -> PostHogPage<PostHogGroup> in
            let types = try await groupTypes()
            guard let type = types.first(where: { $0.name == name }) else {
                let known = types.map(\.name).joined(separator: ", ")
                throw PostHogError(
                    .invalidArgument, code: "unknown_group_type",
                    detail: "group_type must be one of the project's (\(known)), got \(name.shortened(to: 80))",
                    attr: "group_type")
            }
            return try await groups(typeIndex: type.index, search: search, key: key).page(at: cursor)
        }
    }
}
