/// What the audit log needs to hold changes of flags and cohorts beside lookups, and to list one kind of row.
enum AuditedChangesSchema {
    static let sql = """
        ALTER TABLE audit_log ADD COLUMN target_flag TEXT;
        ALTER TABLE audit_log ADD COLUMN target_cohort INTEGER;
        ALTER TABLE audit_log ADD COLUMN reason TEXT;
        -- What stands before the first dot of the action; rows of a rare kind are found without reading the others.
        ALTER TABLE audit_log ADD COLUMN kind TEXT
            GENERATED ALWAYS AS (substr(action, 1, instr(action || '.', '.') - 1)) VIRTUAL;
        CREATE INDEX audit_log_by_kind ON audit_log (kind);
        """
}
