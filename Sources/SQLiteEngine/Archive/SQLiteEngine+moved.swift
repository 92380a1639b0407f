public import Analytics
public import JSON

/// What a move has told another store of persons and groups.
extension SQLiteEngine {
    /// What was told of a person's distinct ids, in their order; nil for one that was not.
    public func moved(_ person: Person) throws(EventStoreError) -> [MovedDistinctID?] {
        try read { lookup in
            let table = MovedTable(database: lookup.database)
            return try person.distinctIDs.map(table.distinctID)
        }
    }

    /// Keeps that persons were told as they are here.
    public func keepMoved(_ persons: [Person]) async throws(EventStoreError) {
        try await writer.write { transaction in
            let table = MovedTable(database: transaction.database)
            for person in persons { try table.keep(person) }
        }
    }

    /// What was told of a group; nil when nothing was.
    public func moved(_ group: Group) throws(EventStoreError) -> JSONObject? {
        try read { try MovedTable(database: $0.database).properties(of: group) }
    }

    /// Keeps that groups were told as they are here.
    public func keepMoved(_ groups: [Group]) async throws(EventStoreError) {
        try await writer.write { transaction in
            let table = MovedTable(database: transaction.database)
            for group in groups { try table.keep(group) }
        }
    }

    /// Forgets what was told: another store is to be told everything.
    public func forgetMoved() async throws(EventStoreError) {
        try await writer.write { try MovedTable(database: $0.database).forget() }
    }
}
