import Analytics
import GRDB
import JSON

extension Lookup {
    /// The most events of one distinct id that are looked at for the groups of its person.
    private static let maximumGroupEvents = 20

    func traits(distinctID: String) throws -> PersonTraits? {
        let select = try database.cachedStatement(
            sql: """
                SELECT created_at, properties FROM distinct_ids JOIN persons ON persons.id = person_id
                WHERE distinct_id = ?
                """)
        try select.bind(distinctID, at: 1)
        return try select.first {
            PersonTraits(
                createdAt: select.timestamp(0),
                properties: JSONText(validated: select.text(1)).parsed().objectValue ?? [:])
        }
    }

    func personCount(seenSince moment: Timestamp) throws -> Int {
        let select = try database.cachedStatement(sql: "SELECT count(*) FROM person_activity WHERE last_seen >= ?")
        try select.bind(moment, at: 1)
        return try select.first { select.int(0) } ?? 0
    }

    /// Goes through the persons by number: a time of last being seen changes while pages are read.
    func persons(
        seenSince moment: Timestamp, includingGroups: Bool, after cursor: PersonCursor?, limit: Int
    ) throws -> SeenPersonPage {
        guard limit > 0 else { return SeenPersonPage(persons: [], nextCursor: nil) }
        let select = try database.cachedStatement(
            sql: """
                SELECT persons.id, distinct_id, created_at, last_seen, properties
                FROM person_activity CROSS JOIN persons ON persons.id = person_activity.person_id
                    CROSS JOIN distinct_ids ON distinct_ids.id = primary_key
                WHERE person_activity.person_id > ? AND last_seen >= ? ORDER BY person_activity.person_id LIMIT ?
                """)
        try select.bind(cursor?.position ?? .min, at: 1)
        try select.bind(moment, at: 2)
        try select.bind(limit, at: 3)
        let hasGroups = try includingGroups && anyGroupType()
        var persons: [SeenPerson] = []
        var last: Int64?
        try select.forEachRow {
            let id = select.int64(0)
            let keys = try distinctKeys(ofPerson: id)
            persons.append(
                SeenPerson(
                    distinctID: select.text(1), createdAt: select.timestamp(2), lastSeen: select.timestamp(3),
                    properties: JSONText(validated: select.text(4)).parsed().objectValue ?? [:],
                    groups: hasGroups ? try groups(of: keys, since: moment) : [:],
                    errors: try keys.reduce(0) { try $0 + errorCount(of: $1, since: moment) }))
            last = id
        }
        return SeenPersonPage(
            persons: persons,
            nextCursor: persons.count < limit ? nil : last.map { PersonCursor(position: $0) })
    }

    private func anyGroupType() throws -> Bool {
        let select = try database.cachedStatement(sql: "SELECT 1 FROM group_types LIMIT 1")
        return try select.first { true } ?? false
    }

    private func distinctKeys(ofPerson id: Int64) throws -> [Int64] {
        let select = try database.cachedStatement(sql: "SELECT id FROM distinct_ids WHERE person_id = ? ORDER BY id")
        try select.bind(id, at: 1)
        var keys: [Int64] = []
        try select.forEachRow { keys.append(select.int64(0)) }
        return keys
    }

    private func errorCount(of key: Int64, since moment: Timestamp) throws -> Int {
        let select = try database.cachedStatement(
            sql: """
                SELECT count(*) FROM events INDEXED BY events_with_errors
                WHERE distinct_key = ? AND timestamp >= ? AND fingerprint IS NOT NULL
                """)
        try select.bind(key, at: 1)
        try select.bind(moment, at: 2)
        return try select.first { select.int(0) } ?? 0
    }

    /// The groups that the newest event with groups names; SDKs attach them to every event.
    private func groups(of keys: [Int64], since moment: Timestamp) throws -> [String: String] {
        let select = try database.cachedStatement(
            sql: """
                SELECT newest.timestamp, properties FROM (
                    SELECT timestamp, body_id FROM events WHERE distinct_key = ? AND timestamp >= ?
                    ORDER BY timestamp DESC, uuid DESC LIMIT \(Self.maximumGroupEvents)
                ) newest CROSS JOIN event_bodies ON id = body_id
                WHERE instr(properties, '"$groups"') > 0 ORDER BY newest.timestamp DESC LIMIT 1
                """)
        var newest: (at: Timestamp, groups: [String: String])?
        for key in keys {
            try select.bind(key, at: 1)
            try select.bind(moment, at: 2)
            try select.forEachRow {
                let at = select.timestamp(0)
                guard newest.map({ $0.at < at }) ?? true,
                    let groups = EventGroups.read(JSONText(validated: select.text(1)).parsed())
                else { return }
                newest = (at, groups)
            }
        }
        return newest?.groups ?? [:]
    }
}
