extension PostHogClient {
    /// The groups of every type; the cursor is the index of the type and its own cursor: `1:cursor=…`.
    func groupsOfAllTypes(search: String?, key: String?) -> PostHogSequence<PostHogGroup> {
        let identity = { @Sendable (group: PostHogGroup) in "\(group.typeIndex) \(group.key)" }
        return PostHogSequence(identity: identity) { (cursor) async throws(PostHogError) -> PostHogPage<PostHogGroup> in
            let types = try await groupTypes().map(\.index)
            var index = types.first
            var inner: String?
            if let cursor {
                let parts = cursor.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, let named = Int(parts[0]) else { throw Self.invalidCursor(cursor) }
                index = types.first { $0 >= named }
                inner = index == named && !parts[1].isEmpty ? String(parts[1]) : nil
            }
            guard let index else { return PostHogPage([], cursor: nil) }
            let page = try await groups(typeIndex: index, search: search, key: key).page(at: inner)
            let following = types.first { $0 > index }
            let next = page.cursor.map { "\(index):\($0)" } ?? following.map { "\($0):" }
            return PostHogPage(page.elements, cursor: next)
        }
    }
}
