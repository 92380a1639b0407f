import GRDB

/// Writes the index that a search for persons reads.
struct SearchIndex {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    func add(_ text: String, _ term: SearchTerm) throws {
        let insert = try database.cachedStatement(sql: "INSERT INTO person_search (rowid, text) VALUES (?, ?)")
        try insert.bind(term.rowID, at: 1)
        try insert.bind(text, at: 2)
        try insert.run()
    }

    /// Replaces one text of a person by another; nil stands for none.
    func replace(_ old: String?, by new: String?, _ term: SearchTerm) throws {
        guard old.map(ExactText.init) != new.map(ExactText.init) else { return }
        if let old {
            // The index keeps no texts, so it must be told what to forget.
            let delete = try database.cachedStatement(
                sql: "INSERT INTO person_search (person_search, rowid, text) VALUES ('delete', ?, ?)")
            try delete.bind(term.rowID, at: 1)
            try delete.bind(old, at: 2)
            try delete.run()
        }
        if let new { try add(new, term) }
    }
}
