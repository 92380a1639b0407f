public import Analytics
public import FeatureFlags
import GRDB

extension SQLiteEngine {
    public func hashKeyOverrides(distinctID: String) async throws(FlagStoreError) -> [String: String] {
        try readFlags { try HashKeyTable(database: $0).hashKeys(ofPerson: distinctID) }
    }

    public func keepHashKey(
        _ hashKey: String, flagKeys: [String], distinctID: String
    ) async throws(FlagStoreError) {
        // Nearly every call finds that there is nothing to keep, and must not wait for the writer.
        let known = try await hashKeyOverrides(distinctID: distinctID)
        guard flagKeys.contains(where: { known[$0] == nil }) else { return }
        try await writeUsage {
            try HashKeyTable(database: $0).keep(hashKey, flagKeys: flagKeys, ofPerson: distinctID)
        }
    }

    /// Counts no keys that no flag has; ``recordUnknownKeys(_:at:)`` does.
    public func recordEvaluations(_ counts: [String: Int], at time: Timestamp) async throws(FlagStoreError) {
        let counts = counts.filter { $0.value > 0 }
        guard !counts.isEmpty else { return }
        try await writeUsage { database in
            let usage = FlagUsageTable(database: database)
            for (key, count) in counts { _ = try usage.add(evaluations: count, of: key, at: time) }
        }
    }

    public func usage() async throws(FlagStoreError) -> [String: FlagUsage] {
        try readFlags { try FlagUsageTable(database: $0).all() }
    }

    public func recordUnknownKeys(_ counts: [String: Int], at time: Timestamp) async throws(FlagStoreError) {
        let counts = counts.filter { $0.value > 0 && UnknownKeyTable.isPossible($0.key) }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(UnknownKeyTable.maximumKeys)
            .map { (key: $0.key, count: $0.value, first: time, last: time) }
        guard !counts.isEmpty else { return }
        try await writeUsage { try UnknownKeyTable(database: $0).add(counts) }
    }

    public func unknownKeys(limit: Int) async throws(FlagStoreError) -> [UnknownFlagKey] {
        try readFlags { try UnknownKeyTable(database: $0).keys(limit: limit) }
    }

    private func writeUsage(
        _ work: @escaping @Sendable (Database) throws -> Void
    ) async throws(FlagStoreError) {
        do throws(EventStoreError) {
            try await writer.write { try work($0.database) }
        } catch {
            throw FlagStoreError(error)
        }
    }
}
