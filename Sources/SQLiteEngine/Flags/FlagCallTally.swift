import Analytics
import GRDB

/// Counts the `$feature_flag_called` events of one transaction, so that a flag costs one row however often it was
/// called.
struct FlagCallTally {
    /// The most keys of one transaction that are counted: a batch full of invented keys must cost no more than this.
    static let maximumKeys = 500

    private struct Calls {
        var count: Int
        var first: Timestamp
        var last: Timestamp
    }

    private var calls: [String: Calls] = [:]

    /// Counts one call.
    mutating func add(_ key: String, at moment: Timestamp) {
        guard UnknownKeyTable.isPossible(key) else { return }
        if let known = calls[key] {
            calls[key] = Calls(
                count: known.count + 1, first: min(known.first, moment), last: max(known.last, moment))
        } else if calls.count < Self.maximumKeys {
            calls[key] = Calls(count: 1, first: moment, last: moment)
        }
    }

    /// Writes what was counted and starts anew.
    mutating func flush(to database: Database) throws {
        guard !calls.isEmpty else { return }
        let usage = FlagUsageTable(database: database)
        var unknown: [(key: String, count: Int, first: Timestamp, last: Timestamp)] = []
        for (key, calls) in calls.sorted(by: { $0.key < $1.key })
        where try !usage.add(calls: calls.count, of: key, at: calls.last) {
            unknown.append((key, calls.count, calls.first, calls.last))
        }
        if !unknown.isEmpty { try UnknownKeyTable(database: database).add(unknown) }
        calls = [:]
    }
}
