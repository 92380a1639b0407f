/// Gives persons to those who evaluate flags: one at a time, or everybody seen lately.
public protocol PersonDirectory: Sendable {
    /// What is set on the person a distinct id belongs to; nil when the distinct id was never seen.
    ///
    /// Reads less than ``EventStore/person(distinctID:)``: it is asked for with every evaluation.
    func traits(distinctID: String) async throws(EventStoreError) -> PersonTraits?

    /// The persons seen since a moment, in the order they were first stored, each once, whatever is stored meanwhile.
    /// - Parameters:
    ///   - cursor: the ``SeenPersonPage/nextCursor`` of the page before; nil for the first page.
    ///   - includingGroups: whether to look up what groups each person is in, which costs more.
    func persons(
        seenSince moment: Timestamp, includingGroups: Bool, after cursor: PersonCursor?, limit: Int
    ) async throws(EventStoreError) -> SeenPersonPage

    /// How many persons were seen since a moment.
    func personCount(seenSince moment: Timestamp) async throws(EventStoreError) -> Int

    /// Which of some persons are in static cohorts; for a replay over many, which would rather wait than guess.
    /// - Parameters:
    ///   - distinctIDs: as ``persons(seenSince:includingGroups:after:limit:)`` gives them.
    ///   - patience: how long the store may take.
    /// - Returns: the cohorts of each person that is in any, by distinct id.
    /// - Throws: also when the store does not tell in time.
    func staticCohorts(
        _ cohorts: Set<Int64>, ofPersons distinctIDs: [String], within patience: Duration
    ) async throws(EventStoreError) -> [String: Set<Int64>]
}
