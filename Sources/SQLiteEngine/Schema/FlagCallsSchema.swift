/// Calls of flags, apart from their evaluations.
enum FlagCallsSchema {
    static let sql = "ALTER TABLE flag_usage ADD COLUMN calls INTEGER NOT NULL DEFAULT 0"
}
