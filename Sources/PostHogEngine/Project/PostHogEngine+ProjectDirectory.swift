public import Analytics
import JSON
import PostHogClient

/// Lists of events and groups come from HogQL with keyset paging: PostHog's own lists cut pages as they like, and the
/// one of events ends early (PostHog API facts §4).
extension PostHogEngine: ProjectDirectory {
    /// The most organizations that are listed.
    private static let maximumOrganizations = 1_000

    public func organizations() async throws(EventStoreError) -> [Organization] {
        try await asking { client throws(PostHogError) in
            try await client.organizations().collect(atMost: Self.maximumOrganizations)
        }.map(Organization.init)
    }

    public func project() async throws(EventStoreError) -> Project {
        Project(try await asking { client throws(PostHogError) in try await client.project() })
    }

    public func isGeneratingDemoData() async throws(EventStoreError) -> Bool? {
        try await asking { client throws(PostHogError) in try await client.isGeneratingDemoData() }
    }

    public func groupTypes() async throws(EventStoreError) -> [GroupType] {
        try await asking { client throws(PostHogError) in try await client.groupTypes() }.map(GroupType.init)
    }

    public func groups(matching query: GroupQuery) async throws(EventStoreError) -> GroupPage {
        var place: GroupCursor?
        if let text = query.cursor {
            place = GroupCursor(text)
            guard place != nil else {
                throw EventStoreError(.invalidCursor, "the cursor is none of a list of groups")
            }
        }
        guard query.limit > 0, let type = try await groupType(query.typeIndex) else {
            return GroupPage(groups: [], nextCursor: nil)
        }
        let limit = min(query.limit, LookupQuery.maximumRows - 1)
        return try await runner.answer(.groups(matching: query, after: place, limit: limit + 1)) {
            (rows) throws(EventStoreError) in try GroupRow.page(rows, of: type, limit: limit)
        }
    }

    public func group(typeIndex: Int, key: String) async throws(EventStoreError) -> Group? {
        guard !key.isEmpty, let type = try await groupType(typeIndex) else { return nil }
        let found = try await asking { client throws(PostHogError) in
            try await client.findGroup(key: key, typeIndex: typeIndex)
        }
        return found.map { Group($0, of: type) }
    }

    public func events(matching query: ProjectEventQuery) async throws(EventStoreError) -> ProjectEventPage {
        var place: EventCursor?
        if let text = query.cursor {
            place = EventCursor(text)
            guard place != nil else {
                throw EventStoreError(.invalidCursor, "the cursor is none of a list of events")
            }
        }
        guard query.limit > 0 else { return ProjectEventPage(events: [], nextCursor: nil) }
        // One event more than asked for tells whether there is another page.
        let limit = min(query.limit, LookupQuery.maximumRows - 1)
        let found = try await runner.answer(
            .events(matching: query, after: place, limit: limit + 1), EventRow.events)
        let events = Array(found.prefix(limit))
        let last = found.count > limit ? events.last : nil
        return ProjectEventPage(
            events: events,
            nextCursor: last.map { EventCursor(timestamp: $0.timestamp, uuid: $0.uuid).description })
    }

    public func event(id: EventID) async throws(EventStoreError) -> StoredEvent? {
        try await runner.answer(.event(id: id), EventRow.events).first
    }

    public func propertyValues(
        of property: String, event: String, search: String?
    ) async throws(EventStoreError) -> [String] {
        guard !property.isEmpty, !event.isEmpty else { return [] }
        let values = try await asking { client throws(PostHogError) in
            try await client.eventValues(key: property, eventName: event, value: search)
        }
        let wanted = search?.lowercased()
        let texts = values.filter { !$0.isNull }.map { $0.stringValue ?? $0.text }
        return Array(texts.filter { text in wanted.map { text.lowercased().contains($0) } ?? true }.prefix(10))
    }

    private func groupType(_ index: Int) async throws(EventStoreError) -> GroupType? {
        try await groupTypes().first { $0.index == index }
    }

    private func asking<Value: Sendable>(
        _ call: @Sendable (PostHogClient) async throws(PostHogError) -> Value
    ) async throws(EventStoreError) -> Value {
        do throws(PostHogError) {
            return try await upstream.call(call)
        } catch {
            throw EventStoreError(error)
        }
    }
}
