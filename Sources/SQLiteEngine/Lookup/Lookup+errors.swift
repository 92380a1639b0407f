import Analytics
import GRDB
import JSON

extension Lookup {
    static let maximumErrorGroups = 100
    /// Other persons of one fingerprint are counted up to here, so that an error that everybody meets is no burden.
    static let maximumOtherUsers = 10_000
    /// How many distinct ids are looked at for the other persons of all groups together, in and outside the window.
    static let maximumOtherKeys = 100_000

    func errorGroups(of person: Person, in window: TimeWindow) throws -> [ErrorGroup] {
        guard let id = try id(of: person) else { return [] }
        var tallies: [Int64: ErrorTally] = [:]
        for key in try distinctKeys(of: person) { try addErrors(of: key, in: window, to: &tallies) }
        let frequent = tallies.sorted {
            ($1.value.count, $1.value.last, $0.key) < ($0.value.count, $0.value.last, $1.key)
        }
        let groups = frequent.prefix(Self.maximumErrorGroups)
        return try groups.map { fingerprint, tally in
            ErrorGroup(
                fingerprint: ErrorFingerprint(value: UInt64(bitPattern: fingerprint)), errorType: tally.errorType,
                message: try errorMessage(ofBody: tally.newestBodyID), endpoint: tally.endpoint, count: tally.count,
                firstSeen: tally.first, lastSeen: tally.last,
                otherUsers: try otherPersons(
                    with: fingerprint, than: id, in: window, keys: Self.maximumOtherKeys / max(1, groups.count)))
        }
    }

    private func addErrors(of key: Int64, in window: TimeWindow, to tallies: inout [Int64: ErrorTally]) throws {
        let select = try database.cachedStatement(
            sql: """
                SELECT fingerprint, timestamp, body_id, error_type, endpoint FROM events
                WHERE distinct_key = ? AND timestamp BETWEEN ? AND ? AND fingerprint IS NOT NULL
                """)
        try select.bind(key, at: 1)
        try select.bind(window.start, at: 2)
        try select.bind(window.end, at: 3)
        try select.forEachRow {
            let (moment, bodyID) = (select.timestamp(1), select.int64(2))
            if tallies[select.int64(0)]?.add(at: moment, bodyID: bodyID, endpoint: select.optionalText(4)) == nil {
                tallies[select.int64(0)] = ErrorTally(
                    errorType: select.text(3), at: moment, bodyID: bodyID, endpoint: select.optionalText(4))
            }
        }
    }

    /// Read from the properties, because one of many occurrences is shown and the others need not carry it twice.
    private func errorMessage(ofBody bodyID: Int64) throws -> String? {
        let select = try database.cachedStatement(
            sql: """
                SELECT e.event, b.properties FROM event_bodies b
                    JOIN events e ON e.distinct_key = b.distinct_key AND e.timestamp = b.timestamp AND e.uuid = b.uuid
                WHERE b.id = ?
                """)
        try select.bind(bodyID, at: 1)
        return try select.first {
            let properties = JSONText(validated: select.text(1)).parsed().objectValue ?? [:]
            return HotProperties(event: select.text(0), properties: properties).errorMessage
        } ?? nil
    }

    /// Goes from one distinct id with this fingerprint to the next: the cost is that of the persons, not of the
    /// occurrences. The newest distinct ids come first, since theirs are the likeliest to have been seen lately.
    /// - Parameter keys: the most distinct ids looked at; the result is a lower bound when there are more.
    private func otherPersons(
        with fingerprint: Int64, than person: Int64, in window: TimeWindow, keys: Int
    ) throws -> Int {
        let next = try database.cachedStatement(
            sql: """
                SELECT distinct_key, person_id FROM events JOIN distinct_ids ON id = distinct_key
                WHERE fingerprint = ? AND distinct_key < ? ORDER BY distinct_key DESC LIMIT 1
                """)
        let within = try database.cachedStatement(
            sql: """
                SELECT 1 FROM events INDEXED BY events_by_fingerprint
                WHERE fingerprint = ? AND distinct_key = ? AND timestamp BETWEEN ? AND ? LIMIT 1
                """)
        var persons: Set<Int64> = []
        var key = Int64.max
        var looks = 0
        while persons.count < Self.maximumOtherUsers, looks < keys {
            looks += 1
            try next.bind(fingerprint, at: 1)
            try next.bind(key, at: 2)
            guard let (nextKey, owner) = try next.first({ (next.int64(0), next.int64(1)) }) else { break }
            key = nextKey
            guard owner != person, !persons.contains(owner) else { continue }
            try within.bind(fingerprint, at: 1)
            try within.bind(key, at: 2)
            try within.bind(window.start, at: 3)
            try within.bind(window.end, at: 4)
            if try within.first({ true }) != nil { persons.insert(owner) }
        }
        return persons.count
    }
}
