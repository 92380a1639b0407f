/// Tells what a whole project holds, where ``EventStore`` tells of one person (PostHog client document).
public protocol ProjectDirectory: Sendable {
    /// The organizations the gateway may see.
    func organizations() async throws(EventStoreError) -> [Organization]

    func project() async throws(EventStoreError) -> Project

    /// Whether PostHog is filling the project with its own demo data right now; nil where there is no such thing.
    func isGeneratingDemoData() async throws(EventStoreError) -> Bool?

    /// By index.
    func groupTypes() async throws(EventStoreError) -> [GroupType]

    /// - Throws: ``EventStoreError/Code/invalidCursor`` for a cursor of something else.
    func groups(matching query: GroupQuery) async throws(EventStoreError) -> GroupPage

    func group(typeIndex: Int, key: String) async throws(EventStoreError) -> Group?

    /// Events of everybody in a window, newest first; each is on exactly one page.
    ///
    /// What is newest is the engine's matter: the latest by its own time, or the one that arrived last where a store
    /// keeps no order of everybody's events by time. The orders differ only around events that arrive late.
    /// - Throws: ``EventStoreError/Code/invalidCursor`` for a cursor of something else.
    func events(matching query: ProjectEventQuery) async throws(EventStoreError) -> ProjectEventPage

    func event(id: EventID) async throws(EventStoreError) -> StoredEvent?

    /// Values that recent events of one name have for a property, most frequent first; at most 10.
    /// - Parameter search: only values that contain the text, compared without case.
    func propertyValues(
        of property: String, event: String, search: String?
    ) async throws(EventStoreError) -> [String]
}
