/// What access control shares between processes: audit log, sessions, failed sign-ins.
enum AccessSchema {
    static let sql = """
        CREATE TABLE audit_log (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            timestamp INTEGER NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            target_person BLOB,
            target_user TEXT,
            request_id TEXT NOT NULL,
            client_address TEXT NOT NULL,
            outcome TEXT NOT NULL
        ) STRICT;
        CREATE INDEX audit_log_by_time ON audit_log (timestamp);

        CREATE TABLE sessions (
            identifier_hash BLOB PRIMARY KEY,
            subject TEXT NOT NULL,
            capabilities TEXT NOT NULL,
            has_identity INTEGER NOT NULL,
            identity_distinct_id TEXT,
            identity_email TEXT,
            credential_hash BLOB NOT NULL,
            expires_at INTEGER NOT NULL,
            last_used_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE sign_in_failures (
            client TEXT PRIMARY KEY,
            failures INTEGER NOT NULL,
            last_failure INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sign_in_failures_by_time ON sign_in_failures (last_failure);
        """
}
