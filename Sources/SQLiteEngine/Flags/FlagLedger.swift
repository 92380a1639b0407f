import FeatureFlags
import GRDB

/// Checks and makes changes of flags within one transaction, with their history and their rows of the audit log.
final class FlagLedger {
    /// The most flags a store holds, as many as PostHog allows at most (PostHog API facts §7.5).
    static let maximumFlags = 20_000

    let database: Database
    /// The flags and cohorts with the changes made so far.
    var catalog: FlagCatalog

    var flags: FlagTable { FlagTable(database: database) }
    var history: FlagHistoryTable { FlagHistoryTable(database: database) }
    private var unknownKeys: UnknownKeyTable { UnknownKeyTable(database: database) }
    var validator: FlagValidator {
        FlagValidator(flags: catalog.flags, cohorts: catalog.cohorts, malformedCohorts: catalog.malformedCohorts)
    }

    init(_ database: Database, catalog: FlagCatalog) {
        self.database = database
        self.catalog = catalog
    }

    func create(_ draft: FlagDraft, by origin: ChangeOrigin) throws -> FeatureFlag {
        let draft = draft.normalized()
        try check(draft, changing: nil)
        guard catalog.flags.count + catalog.malformed.count < Self.maximumFlags else {
            throw FlagStoreError.refused("there are \(Self.maximumFlags) flags, which is the most a store holds")
        }
        let blank = FeatureFlag(
            id: try flags.nextID(), key: draft.key, createdAt: origin.time, updatedAt: origin.time,
            createdBy: origin.actor, lastModifiedBy: origin.actor)
        let flag = draft.applied(to: blank)
        try flags.insert(flag)
        try record(.created, from: nil, to: flag, by: origin)
        return flag
    }

    func update(
        key: String, expectedVersion: Int64?, with patch: FlagPatch, by origin: ChangeOrigin
    ) throws -> FeatureFlag {
        if patch.replacesFilters, let row = try flags.row(key: key), case .malformed(let flag) = row.content {
            return try mend(flag, of: row, expectedVersion: expectedVersion, with: patch, by: origin)
        }
        let current = try existing(key, expectedVersion: expectedVersion)
        let draft: FlagDraft
        do throws(FlagProblem) {
            draft = try patch.applied(to: FlagDraft(current)).normalized()
        } catch {
            throw FlagStoreError.invalid([error])
        }
        guard draft != FlagDraft(current) else { return current }
        try check(draft, changing: current)
        let action: FlagChange.Action =
            draft.archived == current.archived ? .updated : draft.archived ? .archived : .restored
        return try save(action, draft.applied(to: current), instead: current, by: origin)
    }

    /// The flag with a key, which must be readable and at the version the caller knows.
    func existing(_ key: String, expectedVersion: Int64?) throws -> FeatureFlag {
        guard let row = try flags.row(key: key) else { throw FlagStoreError.notFound("flag \(key)") }
        switch row.content {
        case .malformed(let flag): throw FlagStoreError.unreadable(flag)
        case .flag(let flag):
            guard expectedVersion == nil || expectedVersion == flag.version else {
                throw FlagStoreError.stale(current: flag)
            }
            return flag
        }
    }

    func check(_ draft: FlagDraft, changing current: FeatureFlag?) throws {
        let isTaken =
            catalog.flags.contains { $0.key == draft.key && $0.id != current?.id }
            || catalog.malformed.contains { $0.key == draft.key && $0.id != current?.id }
        guard !isTaken else { throw FlagStoreError.keyTaken(draft.key) }
        let problems = validator.problems(with: draft, changing: current)
        guard problems.isEmpty else { throw FlagStoreError.invalid(problems) }
    }

    func save(
        _ action: FlagChange.Action, _ flag: FeatureFlag, instead current: FeatureFlag, by origin: ChangeOrigin
    ) throws -> FeatureFlag {
        var flag = flag
        flag.version = current.version &+ 1
        flag.updatedAt = origin.time
        flag.lastModifiedBy = origin.actor
        try flags.update(flag)
        try record(action, from: current, to: flag, by: origin)
        return flag
    }

    private func record(
        _ action: FlagChange.Action, from old: FeatureFlag?, to new: FeatureFlag, by origin: ChangeOrigin
    ) throws {
        try history.add(action, of: new, FlagDiff(from: old, to: new), by: origin)
        try audit(action, ofFlag: new.key, by: origin)
        catalog.put(new)
        if !new.deleted, old?.key != new.key { try unknownKeys.forget(new.key) }
    }
}
