import Analytics
import FeatureFlags
import GRDB
import JSON

/// Everything flags are checked and evaluated by, as it was at one version of the set.
struct FlagCatalog: Sendable {
    /// The counter of `flag_set`.
    var version: Int64
    /// Flags that are not deleted, by number.
    var flags: [FeatureFlag]
    /// Flags that are not deleted and cannot be read.
    var malformed: [MalformedFlag]
    var cohorts: [Cohort]
    /// Cohorts that cannot be read.
    var malformedCohorts: [MalformedCohort]
    let groupTypes: GroupTypeMapping
    /// What the flags were read from.
    let stored: [Int64: StoredFlag]
    /// Names the set to callers: the counter, and what was read, should the store be replaced by another one.
    let name: String

    /// Reads everything; the caller holds a transaction, so that it fits together.
    /// - Parameter earlier: what was read before; flags that have not changed since are taken from there.
    init(_ database: Database, after earlier: FlagCatalog? = nil) throws {
        version = try Self.version(database)
        flags = []
        malformed = []
        var stored: [Int64: StoredFlag] = [:]
        var hash = FowlerNollVoHash()
        for flag in try FlagTable(database: database).content(reusing: earlier?.stored ?? [:]) {
            stored[flag.row.id] = flag
            hash.combine(String(flag.fingerprint))
            switch flag.row.content {
            case .flag(let flag): flags.append(flag)
            case .malformed(let flag): malformed.append(flag)
            }
        }
        self.stored = stored
        (cohorts, malformedCohorts) = try CohortTable(database: database).all()
        for cohort in cohorts { hash.combine(cohort.json.text) }
        for cohort in malformedCohorts { hash.combine(cohort.source.text) }
        groupTypes = try Self.groupTypes(database, &hash)
        name = "\(version)-" + String(hash.value, radix: 16)
    }

    private static func groupTypes(
        _ database: Database, _ hash: inout FowlerNollVoHash
    ) throws -> GroupTypeMapping {
        let select = try database.cachedStatement(sql: "SELECT type_index, type FROM group_types ORDER BY type_index")
        var names: [Int: String] = [:]
        try select.forEachRow {
            names[select.int(0)] = select.text(1)
            hash.combine("\(select.int(0)) \(select.text(1))")
        }
        return GroupTypeMapping(names)
    }

    /// The version of the set now: one row.
    static func version(_ database: Database) throws -> Int64 {
        let select = try database.cachedStatement(sql: "SELECT version FROM flag_set WHERE id = 1")
        return try select.first { select.int64(0) } ?? 0
    }

    /// Puts a flag in the place of the one with its number, or at the end; a deleted one is taken out.
    mutating func put(_ flag: FeatureFlag) {
        var flag = flag
        flag.lastCalledAt = nil
        malformed.removeAll { $0.id == flag.id }
        if let index = flags.firstIndex(where: { $0.id == flag.id }) {
            if flag.deleted { flags.remove(at: index) } else { flags[index] = flag }
        } else if !flag.deleted {
            flags.insert(flag, at: flags.firstIndex { $0.id > flag.id } ?? flags.endIndex)
        }
    }

    /// Puts a cohort in the place of the one with its number, or at the end.
    mutating func put(_ cohort: Cohort) {
        malformedCohorts.removeAll { $0.id == cohort.id }
        if let index = cohorts.firstIndex(where: { $0.id == cohort.id }) {
            cohorts[index] = cohort
        } else {
            cohorts.append(cohort)
        }
    }
}
