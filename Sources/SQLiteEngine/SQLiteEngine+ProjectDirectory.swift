public import Analytics

extension SQLiteEngine: ProjectDirectory {
    /// The only organization and project there are, with fixed numbers; nothing refers to them from outside.
    private static let organization = Organization(
        id: "00000000-0000-4000-8000-000000000001", name: "PostHog Gateway", slug: "posthog-gateway", createdAt: nil)
    private static let projectID: Int64 = 1

    public func organizations() async throws(EventStoreError) -> [Organization] { [Self.organization] }

    public func project() async throws(EventStoreError) -> Project {
        Project(
            id: Self.projectID, name: "Embedded", organization: Self.organization.id, timeZone: "UTC", createdAt: nil,
            hasEvents: try read { try $0.hasEvents() }, isDemo: false)
    }

    public func isGeneratingDemoData() async throws(EventStoreError) -> Bool? { nil }

    public func groupTypes() async throws(EventStoreError) -> [GroupType] {
        try read { try $0.groupTypes() }
    }

    public func groups(matching query: GroupQuery) async throws(EventStoreError) -> GroupPage {
        try read { try $0.groups(matching: query) }
    }

    public func group(typeIndex: Int, key: String) async throws(EventStoreError) -> Group? {
        try read { try $0.group(typeIndex: typeIndex, key: key) }
    }

    public func events(matching query: ProjectEventQuery) async throws(EventStoreError) -> ProjectEventPage {
        try read { try $0.events(matching: query) }
    }

    public func event(id: EventID) async throws(EventStoreError) -> StoredEvent? {
        try read { try $0.event(id: id) }
    }

    public func propertyValues(
        of property: String, event: String, search: String?
    ) async throws(EventStoreError) -> [String] {
        try read { try $0.propertyValues(of: property, event: event, search: search) }
    }
}
