import GRDB

/// Whose events they are: the outbox of a data directory may hold those of several projects, one after the other.
extension OutboxTable {
    /// What a project, by host and number, has in the outbox.
    init(_ database: Database, of project: String) throws {
        let id = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT id FROM projects WHERE name = ?"), arguments: [project])
        self.init(database: database, project: id ?? 0)
    }

    /// What a project has in the outbox, to which something is to be added.
    init(_ database: Database, addingTo project: String) throws {
        let table = try OutboxTable(database, of: project)
        guard table.project == 0 else {
            self = table
            return
        }
        try database.execute(sql: "UPDATE projects SET name = ? WHERE name IS NULL", arguments: [project])
        try database.execute(
            sql: "INSERT INTO projects (name, waiting) VALUES (?, 0) ON CONFLICT (name) DO NOTHING",
            arguments: [project])
        try self.init(database, of: project)
    }
}
