import Analytics
import GRDB
import JSON

/// Reads and writes what a move has told another store.
struct MovedTable {
    let database: Database

    func distinctID(_ distinctID: String) throws -> MovedDistinctID? {
        let select = try database.cachedStatement(
            sql: """
                SELECT person, properties FROM distinct_ids JOIN moved_distinct_ids ON distinct_key = distinct_ids.id
                WHERE distinct_id = ?
                """)
        try select.bind(distinctID, at: 1)
        return try select.first { () -> MovedDistinctID? in
            guard let person = select.eventID(0) else { return nil }
            return MovedDistinctID(
                person: person,
                properties: select.optionalText(1).flatMap { JSONText(validated: $0).parsed().objectValue } ?? [:])
        } ?? nil
    }

    func keep(_ person: Person) throws {
        let insert = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO moved_distinct_ids (distinct_key, person, properties)
                SELECT id, ?, ? FROM distinct_ids WHERE distinct_id = ?
                """)
        for (index, distinctID) in person.distinctIDs.enumerated() {
            try insert.bind(person.id, at: 1)
            try insert.bind(index == 0 ? JSON.object(person.properties).text : nil, at: 2)
            try insert.bind(distinctID, at: 3)
            try insert.run()
        }
    }

    func properties(of group: Group) throws -> JSONObject? {
        let select = try database.cachedStatement(
            sql: "SELECT properties FROM moved_groups WHERE type_index = ? AND group_key = ?")
        try select.bind(group.typeIndex, at: 1)
        try select.bind(group.key, at: 2)
        return try select.first { JSONText(validated: select.text(0)).parsed().objectValue ?? [:] }
    }

    func keep(_ group: Group) throws {
        let insert = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO moved_groups (type_index, group_key, properties) VALUES (?, ?, ?)")
        try insert.bind(group.typeIndex, at: 1)
        try insert.bind(group.key, at: 2)
        try insert.bind(JSON.object(group.properties).text, at: 3)
        try insert.run()
    }

    func forget() throws {
        try database.execute(sql: "DELETE FROM moved_distinct_ids; DELETE FROM moved_groups")
    }
}
