/// The tables of what PostHog does not keep for the gateway: who of the gateway's callers changed a flag and why, how
/// often flags were evaluated here, which keys were asked for in vain, and by what persons were first bucketed.
enum JournalSchema {
    static let migrations: [(name: String, sql: String)] = [
        (
            "journal",
            """
            -- definition is the flag as the change left it; diff is what the change did to it.
            CREATE TABLE flag_changes (
                id INTEGER PRIMARY KEY,
                flag_id INTEGER NOT NULL,
                key TEXT NOT NULL,
                version INTEGER NOT NULL,
                action TEXT NOT NULL,
                actor_id INTEGER,
                actor_name TEXT NOT NULL,
                actor_email TEXT,
                timestamp INTEGER NOT NULL,
                reason TEXT,
                diff TEXT NOT NULL,
                definition TEXT NOT NULL,
                UNIQUE (flag_id, version)
            ) STRICT;
            CREATE INDEX flag_changes_by_key ON flag_changes (key);

            CREATE TABLE flag_usage (
                flag_id INTEGER PRIMARY KEY,
                evaluations INTEGER NOT NULL,
                calls INTEGER NOT NULL,
                last_called_at INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE unknown_flag_keys (
                key TEXT PRIMARY KEY,
                count INTEGER NOT NULL,
                first_seen INTEGER NOT NULL,
                last_seen INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE hash_key_overrides (
                distinct_id TEXT NOT NULL,
                flag_key TEXT NOT NULL,
                hash_key TEXT NOT NULL,
                PRIMARY KEY (distinct_id, flag_key)
            ) STRICT, WITHOUT ROWID;
            """
        )
    ]
}
