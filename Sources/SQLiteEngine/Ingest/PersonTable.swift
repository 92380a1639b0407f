import Analytics
import GRDB
import JSON

/// Reads and writes the rows of distinct ids and persons.
final class PersonTable {
    private let database: Database
    private let search: SearchIndex
    private let findDistinctID: Statement
    private let upsertActivity: Statement
    private var nextKey: Int64?

    init(_ database: Database) throws {
        self.database = database
        search = SearchIndex(database)
        findDistinctID = try database.cachedStatement(
            sql: "SELECT id, person_id FROM distinct_ids WHERE distinct_id = ?")
        upsertActivity = try database.cachedStatement(
            sql: """
                INSERT INTO person_activity (person_id, first_seen, last_seen) VALUES (?, ?, ?)
                ON CONFLICT (person_id) DO UPDATE SET
                    first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)
                WHERE excluded.first_seen < first_seen OR excluded.last_seen > last_seen
                """)
    }

    func find(_ distinctID: ExactText) throws -> (key: Int64, person: Int64)? {
        try findDistinctID.bind(text: distinctID.utf8, at: 1)
        return try findDistinctID.first { (findDistinctID.int64(0), findDistinctID.int64(1)) }
    }

    /// Adds a distinct id.
    /// - Parameter person: nil for a new person, whose id is the key.
    /// - Returns: the key.
    func add(_ distinctID: ExactText, to person: Int64?) throws -> Int64 {
        let key = try takeKey()
        let insert = try database.cachedStatement(
            sql: "INSERT INTO distinct_ids (id, distinct_id, person_id) VALUES (?, ?, ?)")
        try insert.bind(key, at: 1)
        try insert.bind(text: distinctID.utf8, at: 2)
        try insert.bind(person ?? key, at: 3)
        try insert.run()
        try search.add(distinctID.text, .distinctID(key))
        return key
    }

    func person(_ id: Int64) throws -> StoredPerson? {
        let select = try database.cachedStatement(
            sql: """
                SELECT uuid, primary_key, is_identified, created_at, email, name, properties
                FROM persons WHERE id = ?
                """)
        try select.bind(id, at: 1)
        return try select.first {
            guard let uuid = select.eventID(0) else { return nil }
            let saved = StoredPerson.Saved(
                primaryKey: select.int64(1), isIdentified: select.int64(2) != 0, createdAt: select.timestamp(3),
                properties: JSONText(validated: select.text(6)).parsed().objectValue ?? [:],
                email: select.optionalText(4), name: select.optionalText(5))
            return StoredPerson(id: id, uuid: uuid, saved: saved, propertyBytes: select.bytes(6).count)
        } ?? nil
    }

    func save(_ person: StoredPerson) throws {
        let current = person.current
        guard current != person.saved else { return }
        let upsert = try database.cachedStatement(
            sql: """
                INSERT INTO persons (id, uuid, primary_key, is_identified, created_at, email, name, properties)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET primary_key = excluded.primary_key,
                    is_identified = excluded.is_identified, created_at = excluded.created_at, email = excluded.email,
                    name = excluded.name, properties = excluded.properties
                """)
        try upsert.bind(person.id, at: 1)
        try upsert.bind(person.uuid, at: 2)
        try upsert.bind(current.primaryKey, at: 3)
        try upsert.bind(Int64(current.isIdentified ? 1 : 0), at: 4)
        try upsert.bind(current.createdAt, at: 5)
        try upsert.bind(current.email, at: 6)
        try upsert.bind(current.name, at: 7)
        try upsert.bind(text: JSON.object(current.properties).serialized(), at: 8)
        try upsert.run()
        try search.replace(person.saved?.email, by: current.email, .email(person.id))
        try search.replace(person.saved?.name, by: current.name, .name(person.id))
    }

    /// Removes a person that another one has absorbed.
    func remove(_ person: StoredPerson) throws {
        guard let saved = person.saved else { return }
        let delete = try database.cachedStatement(sql: "DELETE FROM persons WHERE id = ?")
        try delete.bind(person.id, at: 1)
        try delete.run()
        try search.replace(saved.email, by: nil, .email(person.id))
        try search.replace(saved.name, by: nil, .name(person.id))
    }

    /// Gives all distinct ids of one person to another.
    /// - Returns: their keys.
    func move(from old: Int64, to new: Int64) throws -> [Int64] {
        let update = try database.cachedStatement(
            sql: "UPDATE distinct_ids SET person_id = ? WHERE person_id = ? RETURNING id")
        try update.bind(new, at: 1)
        try update.bind(old, at: 2)
        var keys: [Int64] = []
        try update.forEachRow { keys.append(update.int64(0)) }
        return keys
    }

    func save(_ sighting: Sighting, of person: Int64) throws {
        try upsertActivity.bind(person, at: 1)
        try upsertActivity.bind(sighting.first, at: 2)
        try upsertActivity.bind(sighting.last, at: 3)
        try upsertActivity.run()
    }

    func removeSighting(of person: Int64) throws -> Sighting? {
        let delete = try database.cachedStatement(
            sql: "DELETE FROM person_activity WHERE person_id = ? RETURNING first_seen, last_seen")
        try delete.bind(person, at: 1)
        var removed: Sighting?
        try delete.forEachRow {
            removed = Sighting(delete.timestamp(0))
            removed?.include(Sighting(delete.timestamp(1)))
        }
        return removed
    }

    /// The next unused key; the write lock is held, so nobody else takes it.
    private func takeKey() throws -> Int64 {
        let key: Int64
        if let nextKey {
            key = nextKey
        } else {
            let select = try database.cachedStatement(sql: "SELECT coalesce(max(id), 0) + 1 FROM distinct_ids")
            key = try select.first { select.int64(0) } ?? 1
        }
        nextKey = key + 1
        return key
    }
}
