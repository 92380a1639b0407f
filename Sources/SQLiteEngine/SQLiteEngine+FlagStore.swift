import Analytics
public import FeatureFlags
import GRDB

extension SQLiteEngine: FlagStore {
    /// The flags of ``FlagSnapshot/flags`` do not say when they were last called; ``usage()`` does.
    public func snapshot() async throws(FlagStoreError) -> FlagSnapshot {
        do throws(EventStoreError) {
            return try flagCache.snapshot()
        } catch {
            throw FlagStoreError(error)
        }
    }

    public func flag(key: String) async throws(FlagStoreError) -> FeatureFlag? {
        try flag(of: try readFlags { try FlagTable(database: $0).row(key: key) })
    }

    public func flag(id: Int64) async throws(FlagStoreError) -> FeatureFlag? {
        try flag(of: try readFlags { try FlagTable(database: $0).row(id: id) })
    }

    public func flags(matching query: FlagQuery) async throws(FlagStoreError) -> FlagPage {
        let rows = try readFlags { database in
            let table = FlagTable(database: database)
            var rows: [FlagTable.Row] = []
            if query.deleted != .only { rows += try table.rows(deleted: false) }
            if query.deleted != .excluded { rows += try table.rows(deleted: true) }
            return rows.sorted { $0.id < $1.id }
        }
        var flags: [FeatureFlag] = []
        var malformed: [MalformedFlag] = []
        for row in rows {
            switch row.content {
            case .flag(let flag) where query.matches(flag): flags.append(flag)
            case .malformed(let flag) where query.matches(flag): malformed.append(flag)
            default: break
            }
        }
        let page = flags.dropFirst(max(0, query.offset)).prefix(max(0, query.limit))
        return FlagPage(flags: Array(page), malformed: malformed, total: flags.count)
    }

    public func create(_ draft: FlagDraft, by origin: ChangeOrigin) async throws(FlagStoreError) -> FeatureFlag {
        try await changeFlags { try $0.create(draft, by: origin) }
    }

    public func update(
        key: String, expectedVersion: Int64?, with patch: FlagPatch, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag {
        try await changeFlags { try $0.update(key: key, expectedVersion: expectedVersion, with: patch, by: origin) }
    }

    public func archive(
        key: String, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag {
        try await changeFlags { try $0.archive(key: key, expectedVersion: expectedVersion, by: origin) }
    }

    public func restore(
        key: String, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag {
        try await changeFlags { try $0.restore(key: key, expectedVersion: expectedVersion, by: origin) }
    }

    public func setArchived(
        _ isArchived: Bool, ofMalformed key: String, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> AnyFlag {
        try await changeFlags {
            try $0.setArchived(isArchived, ofMalformed: key, expectedVersion: expectedVersion, by: origin)
        }
    }

    public func delete(key: String, expectedVersion: Int64?, by origin: ChangeOrigin) async throws(FlagStoreError) {
        try await changeFlags { try $0.delete(key: key, expectedVersion: expectedVersion, by: origin) }
    }

    public func history(
        key: String, limit: Int, before: Int64?
    ) async throws(FlagStoreError) -> [FlagChange] {
        let changes = try readFlags { database -> [FlagChange]? in
            guard let id = try FlagTable(database: database).id(key: key) else { return nil }
            return try FlagHistoryTable(database: database).changes(flagID: id, before: before, limit: limit)
        }
        guard let changes else { throw .notFound("flag \(key)") }
        return changes
    }

    public func flag(key: String, version: Int64) async throws(FlagStoreError) -> FeatureFlag? {
        let stored = try readFlags { database -> Result<FeatureFlag, FlagProblem>? in
            guard let id = try FlagTable(database: database).id(key: key) else { return nil }
            return try FlagHistoryTable(database: database).flag(id: id, version: version)
        }
        switch stored {
        case .success(let flag): return flag
        case .failure(let problem):
            throw .refused("version \(version) of flag \(key) cannot be read: \(problem.field): \(problem.detail)")
        case nil: return nil
        }
    }

    public func revert(
        key: String, to version: Int64, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag {
        try await changeFlags {
            try $0.revert(key: key, to: version, expectedVersion: expectedVersion, by: origin)
        }
    }

    /// Makes one change of flags, which is on disk and seen by every reader of every process when this returns.
    func changeFlags<Value: Sendable>(
        _ change: @escaping @Sendable (FlagLedger) throws -> Value
    ) async throws(FlagStoreError) -> Value {
        // Read on the caller's thread, because the writer is alone for everybody; it checks that nothing is newer, and
        // reads them itself should this fail.
        let known = try? flagCache.current().catalog
        let result: Result<Value, FlagStoreError>
        do throws(EventStoreError) {
            result = try await writer.write { try $0.change(flags: known, change) }
        } catch {
            throw FlagStoreError(error)
        }
        return try result.get()
    }

    func readFlags<Value>(_ body: (Database) throws -> Value) throws(FlagStoreError) -> Value {
        do throws(EventStoreError) {
            return try read { try body($0.database) }
        } catch {
            throw FlagStoreError(error)
        }
    }

    private func flag(of row: FlagTable.Row?) throws(FlagStoreError) -> FeatureFlag? {
        switch row?.content {
        case .flag(let flag): return flag
        case .malformed(let flag): throw .unreadable(flag)
        case nil: return nil
        }
    }
}
