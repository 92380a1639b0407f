import Analytics
import GRDB
import JSON

extension Lookup {
    /// The most persons one email is answered with.
    static let maximumPersonsOfEmail = 20
    /// The most distinct ids of a person that are listed; all of them count.
    static let maximumListedDistinctIDs = 1_000

    func person(distinctID: String) throws -> Person? {
        try personID(distinctID: distinctID).flatMap(person)
    }

    func persons(email: String) throws -> [Person] {
        let select = try database.cachedStatement(
            sql: """
                SELECT id FROM persons LEFT JOIN person_activity ON person_id = id WHERE email = ?
                ORDER BY last_seen DESC NULLS LAST, id LIMIT ?
                """)
        try select.bind(email.lowercased(), at: 1)
        try select.bind(Self.maximumPersonsOfEmail, at: 2)
        var ids: [Int64] = []
        try select.forEachRow { ids.append(select.int64(0)) }
        return try ids.compactMap(person)
    }

    func personID(distinctID: String) throws -> Int64? {
        let select = try database.cachedStatement(sql: "SELECT person_id FROM distinct_ids WHERE distinct_id = ?")
        try select.bind(distinctID, at: 1)
        return try select.first { select.int64(0) }
    }

    /// The stored id of a person that was read earlier; another person may have absorbed it since.
    func id(of person: Person) throws -> Int64? {
        let select = try database.cachedStatement(sql: "SELECT id FROM persons WHERE uuid = ?")
        try select.bind(person.id, at: 1)
        return try select.first { select.int64(0) } ?? personID(distinctID: person.primaryDistinctID)
    }

    /// The keys of all distinct ids of a person.
    func distinctKeys(of person: Person) throws -> [Int64] {
        guard let id = try id(of: person) else { return [] }
        let select = try database.cachedStatement(sql: "SELECT id FROM distinct_ids WHERE person_id = ? ORDER BY id")
        try select.bind(id, at: 1)
        var keys: [Int64] = []
        try select.forEachRow { keys.append(select.int64(0)) }
        return keys
    }

    func person(_ id: Int64) throws -> Person? {
        let select = try database.cachedStatement(
            sql: """
                SELECT uuid, distinct_id, properties, first_seen, last_seen, primary_key
                FROM persons JOIN distinct_ids ON distinct_ids.id = primary_key
                    LEFT JOIN person_activity ON person_activity.person_id = persons.id
                WHERE persons.id = ?
                """)
        try select.bind(id, at: 1)
        return try select.first { () throws -> Person? in
            guard let uuid = select.eventID(0) else { return nil }
            let primary = select.text(1)
            return Person(
                id: uuid, primaryDistinctID: primary,
                distinctIDs: [primary] + (try distinctIDs(of: id, except: select.int64(5))),
                properties: JSONText(validated: select.text(2)).parsed().objectValue ?? [:],
                firstSeen: select.optionalTimestamp(3), lastSeen: select.optionalTimestamp(4))
        } ?? nil
    }

    private func distinctIDs(of person: Int64, except primaryKey: Int64) throws -> [String] {
        let select = try database.cachedStatement(
            sql: "SELECT distinct_id FROM distinct_ids WHERE person_id = ? AND id <> ? ORDER BY id LIMIT ?")
        try select.bind(person, at: 1)
        try select.bind(primaryKey, at: 2)
        try select.bind(Self.maximumListedDistinctIDs - 1, at: 3)
        var distinctIDs: [String] = []
        try select.forEachRow { distinctIDs.append(select.text(0)) }
        return distinctIDs
    }
}
