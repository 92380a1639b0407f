import GRDB

/// The tables of a store, as the list of steps that made them.
///
/// Steps are numbered, only ever added at the end, and never changed once released: a store from any earlier version
/// becomes a current one, and one from a later version is refused.
enum Schema {
    static let migrator: DatabaseMigrator = {
        // Foreign keys are not used, so the check of every row that GRDB makes after each step has nothing to find.
        var migrator = DatabaseMigrator().disablingDeferredForeignKeyChecks()
        migrator.registerMigration("0001-events") { try $0.execute(sql: EventsSchema.sql) }
        migrator.registerMigration("0002-access") { try $0.execute(sql: AccessSchema.sql) }
        migrator.registerMigration("0003-flags") { try $0.execute(sql: FlagsSchema.sql) }
        migrator.registerMigration("0004-audited-changes") { try $0.execute(sql: AuditedChangesSchema.sql) }
        migrator.registerMigration("0005-flag-calls") { try $0.execute(sql: FlagCallsSchema.sql) }
        migrator.registerMigration("0006-places") { try $0.execute(sql: PlacesSchema.sql) }
        migrator.registerMigration("0007-moved") { try $0.execute(sql: MovedSchema.sql) }
        return migrator
    }()
}
