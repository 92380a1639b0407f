/// Keeps events and persons, and answers what one person did.
///
/// Every engine implements it and passes the same conformance suite. A person's events are those of all its
/// distinct ids. Lists are ordered by time, newest first, then by UUID.
public protocol EventStore: Sendable {
    /// Stores events; when it returns they are durable. Events whose UUID is known already are left out.
    /// - Returns: how many were new.
    @discardableResult
    func store(_ events: [CapturedEvent]) async throws(EventStoreError) -> Int

    /// The person a distinct id belongs to.
    func person(distinctID: String) async throws(EventStoreError) -> Person?

    /// The persons with this email, compared without case, most recently seen first; at most 20.
    func persons(email: String) async throws(EventStoreError) -> [Person]

    /// The persons a query may mean: what ``PersonResolution`` decides by.
    func candidates(for query: PersonQuery) async throws(EventStoreError) -> PersonCandidates

    /// The persons that distinct ids belong to, each once, in any order; at most 1,000 distinct ids.
    func persons(distinctIDs: [String]) async throws(EventStoreError) -> [Person]

    /// Persons whose distinct id, email or name contains the text, compared without case: exact matches
    /// first, then the most recently seen.
    /// - Parameter text: at least three characters.
    func searchPersons(_ text: String, limit: Int) async throws(EventStoreError) -> [PersonMatch]

    /// Counts what the person did.
    func activity(of person: Person, in window: TimeWindow) async throws(EventStoreError) -> Activity

    /// One page of the person's events.
    func events(
        of person: Person, in window: TimeWindow, matching filter: EventFilter, page: PageRequest
    ) async throws(EventStoreError) -> EventPage

    /// The person's errors grouped by fingerprint, most frequent first; at most 100 groups.
    func errorGroups(of person: Person, in window: TimeWindow) async throws(EventStoreError) -> [ErrorGroup]

    /// The events that carry a request id, of all persons, oldest first; at most `limit`.
    /// - Parameter person: only this person's, when given.
    func events(requestID: String, of person: Person?, limit: Int) async throws(EventStoreError) -> [StoredEvent]

    /// The group with this type and key; nil also when a distant store does not tell it soon enough for the evaluation
    /// of a flag.
    func group(type: String, key: String) async throws(EventStoreError) -> Group?

    /// The groups of these keys, by type, that exist; waits for a distant store as a lookup does.
    func groups(_ keys: [String: Set<String>]) async throws(EventStoreError) -> [Group]

    /// Deletes events older than a moment.
    /// - Returns: how many were deleted.
    @discardableResult
    func deleteEvents(before moment: Timestamp) async throws(EventStoreError) -> Int

    /// The store's state right now, if that can be told at once and without waiting; nil otherwise.
    ///
    /// It differs after every change by any process. Ask before a lookup, and keep its answer only under what was told.
    var version: StoreVersion? { get }

    /// Whether the store can read and write now; the error says why not.
    func checkReadiness() async throws(EventStoreError)
}
