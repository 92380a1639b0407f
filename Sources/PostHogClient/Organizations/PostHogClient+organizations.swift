extension PostHogClient {
    /// The organizations the key can see.
    public func organizations() -> PostHogSequence<PostHogOrganization> {
        offsetList("/api/organizations/") { $0.id }
    }

    /// An organization by its UUID, the key's own by default.
    public func organization(id: String = "@current") async throws(PostHogError) -> PostHogOrganization {
        try await object(get(Self.path(["api", "organizations", id])))
    }
}
