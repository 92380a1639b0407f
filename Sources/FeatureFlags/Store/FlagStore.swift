public import Analytics

/// Keeps flags, cohorts and their history.
///
/// Every engine implements it and passes the same conformance suite. What an engine cannot do is
/// ``FlagStoreError/unsupported(_:)``, never an empty answer. When a write returns, every
/// reader sees it and the audit log has its row (``AuditedAction``).
public protocol FlagStore: Sendable {
    // MARK: Reading

    /// All flags that are not deleted, compiled for evaluation, and how fresh they are.
    func snapshot() async throws(FlagStoreError) -> FlagSnapshot

    /// One flag, archived ones included, deleted ones not.
    func flag(key: String) async throws(FlagStoreError) -> FeatureFlag?

    /// One flag by its number, archived and deleted ones included.
    func flag(id: Int64) async throws(FlagStoreError) -> FeatureFlag?

    /// Flags in the order they were created.
    func flags(matching query: FlagQuery) async throws(FlagStoreError) -> FlagPage

    // MARK: Writing

    /// Stores a new flag.
    /// - Throws: ``FlagStoreError/keyTaken(_:)``, ``FlagStoreError/invalid(_:)``.
    func create(_ draft: FlagDraft, by origin: ChangeOrigin) async throws(FlagStoreError) -> FeatureFlag

    /// Changes some members of a flag. A patch that replaces everything also mends a flag that cannot be read, where the
    /// store can tell which one that is.
    /// - Parameter expectedVersion: the version the change was made against; nil skips the check.
    /// - Throws: ``FlagStoreError/notFound(_:)``, ``FlagStoreError/stale(current:)``, ``FlagStoreError/invalid(_:)``.
    func update(
        key: String, expectedVersion: Int64?, with patch: FlagPatch, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag

    /// Switches a flag off and hides it; its key stays taken. Archiving an archived flag changes nothing.
    func archive(
        key: String, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag

    /// Brings an archived flag back, still switched off. Restoring another flag changes nothing.
    func restore(
        key: String, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag

    /// Archives a flag that cannot be read, or brings it back switched off; its definition stays as it is otherwise.
    /// - Returns: the flag, which can be read now if only these members could not.
    /// - Throws: ``FlagStoreError/refused(_:)`` also where nothing can be noted in what is stored.
    func setArchived(
        _ isArchived: Bool, ofMalformed key: String, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> AnyFlag

    /// Deletes a flag and frees its key; its history stays.
    /// - Throws: ``FlagStoreError/refused(_:)`` while another flag depends on it.
    func delete(key: String, expectedVersion: Int64?, by origin: ChangeOrigin) async throws(FlagStoreError)

    // MARK: History

    /// The changes of a flag, newest first; a deleted flag's too.
    /// - Parameter before: only changes with a smaller number.
    func history(key: String, limit: Int, before: Int64?) async throws(FlagStoreError) -> [FlagChange]

    /// The flag as it was at a version.
    func flag(key: String, version: Int64) async throws(FlagStoreError) -> FeatureFlag?

    /// Makes a flag what it was at an earlier version, as a new version.
    func revert(
        key: String, to version: Int64, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag

    // MARK: Cohorts and groups

    /// All cohorts that can be read.
    func cohorts() async throws(FlagStoreError) -> [Cohort]

    /// The cohorts that cannot be read, as ``cohorts()`` found them.
    func malformedCohorts() async throws(FlagStoreError) -> [MalformedCohort]

    /// Stores a new cohort; `id`, `version` and the times of the argument do not count.
    func createCohort(_ cohort: Cohort, by origin: ChangeOrigin) async throws(FlagStoreError) -> Cohort

    /// Replaces name, description and definition of a cohort; also mends one that cannot be read.
    /// - Parameter expectedVersion: the version the change was made against; nil skips the check.
    /// - Throws: ``FlagStoreError/notFound(_:)``, ``FlagStoreError/staleCohort(current:)``,
    ///   ``FlagStoreError/invalid(_:)``.
    func updateCohort(
        _ cohort: Cohort, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> Cohort

    /// Deletes a cohort.
    /// - Throws: ``FlagStoreError/refused(_:)`` while a flag or a cohort uses it,
    ///   ``FlagStoreError/staleCohort(current:)``.
    func deleteCohort(id: Int64, expectedVersion: Int64?, by origin: ChangeOrigin) async throws(FlagStoreError)

    /// How many persons the static cohorts list, by cohort; those without any are absent.
    func memberCounts() async throws(FlagStoreError) -> [Int64: Int]

    /// Adds persons to, and removes persons from, a static cohort, by distinct id.
    func changeMembers(
        ofCohort id: Int64, adding: [String], removing: [String], by origin: ChangeOrigin
    ) async throws(FlagStoreError)

    /// The static cohorts a person is in.
    func staticCohorts(ofPerson distinctID: String) async throws(FlagStoreError) -> Set<Int64>

    /// The group types of the project.
    func groupTypes() async throws(FlagStoreError) -> GroupTypeMapping

    // MARK: Import

    /// Whether ``carryOut(_:by:)`` makes all steps or none.
    var writesImportsAtOnce: Bool { get }

    /// Makes the writes of an import in their order.
    ///
    /// A store that writes at once leaves nothing of it behind when a step fails; any other leaves the steps before it,
    /// which a repeated import finds done.
    /// - Throws: what the first step that failed throws.
    func carryOut(_ steps: [ImportStep], by origin: ChangeOrigin) async throws(FlagStoreError)

    // MARK: Experience continuity

    /// The identifiers a person was first bucketed by, by flag key.
    func hashKeyOverrides(distinctID: String) async throws(FlagStoreError) -> [String: String]

    /// Keeps the identifier a person was first bucketed by, for the flags that have none yet.
    func keepHashKey(_ hashKey: String, flagKeys: [String], distinctID: String) async throws(FlagStoreError)

    // MARK: Usage

    /// Counts evaluations (``FlagUsage/evaluations``); may be called often with small batches.
    func recordEvaluations(_ counts: [String: Int], at time: Timestamp) async throws(FlagStoreError)

    /// How often flags were asked for, by key; flags nobody asked for are absent.
    func usage() async throws(FlagStoreError) -> [String: FlagUsage]

    /// Counts requests for keys that no flag has.
    func recordUnknownKeys(_ counts: [String: Int], at time: Timestamp) async throws(FlagStoreError)

    /// The keys asked for that no flag has, most asked for first.
    func unknownKeys(limit: Int) async throws(FlagStoreError) -> [UnknownFlagKey]
}
