/// Feature flags, their history, cohorts, and what is known about who asks for flags.
///
/// A definition lies as the JSON text of PostHog's CRUD API; columns repeat only what is searched by. `flag_set` counts
/// every change of what flags are evaluated by, whoever makes it, so that one row tells whether a compiled set is still
/// the newest (DESIGN §5).
enum FlagsSchema {
    static let sql = """
        CREATE TABLE feature_flags (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL,
            version INTEGER NOT NULL,
            deleted INTEGER NOT NULL,
            definition TEXT NOT NULL
        ) STRICT;
        -- A deleted flag gives its key free.
        CREATE UNIQUE INDEX feature_flags_by_key ON feature_flags (key) WHERE deleted = 0;
        CREATE INDEX deleted_flags_by_key ON feature_flags (key, id) WHERE deleted = 1;

        -- definition is the flag as the change left it; diff is what the change did to it.
        CREATE TABLE flag_changes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
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
            definition TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX flag_changes_by_version ON flag_changes (flag_id, version);
        CREATE TRIGGER flag_changes_are_not_updated BEFORE UPDATE ON flag_changes
            BEGIN SELECT raise(ABORT, 'the history of flags is only added to'); END;
        CREATE TRIGGER flag_changes_are_not_deleted BEFORE DELETE ON flag_changes
            BEGIN SELECT raise(ABORT, 'the history of flags is only added to'); END;

        CREATE TABLE cohorts (id INTEGER PRIMARY KEY AUTOINCREMENT, definition TEXT NOT NULL) STRICT;

        -- By distinct id and not by person, so that merging persons changes nothing here and unknown ids can be added.
        CREATE TABLE cohort_members (
            cohort_id INTEGER NOT NULL,
            distinct_id TEXT NOT NULL,
            PRIMARY KEY (distinct_id, cohort_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX cohort_members_by_cohort ON cohort_members (cohort_id);

        CREATE TABLE hash_key_overrides (
            id INTEGER PRIMARY KEY,
            distinct_id TEXT NOT NULL,
            flag_key TEXT NOT NULL,
            hash_key TEXT NOT NULL,
            UNIQUE (distinct_id, flag_key)
        ) STRICT;

        -- Apart from feature_flags because it changes all the time and is no part of a definition.
        CREATE TABLE flag_usage (
            flag_id INTEGER PRIMARY KEY,
            evaluations INTEGER NOT NULL,
            last_called_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE unknown_flag_keys (
            key TEXT PRIMARY KEY,
            count INTEGER NOT NULL,
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE flag_set (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL) STRICT;
        INSERT INTO flag_set (id, version) VALUES (1, 1);

        -- Whether somebody had errors is asked of many persons at once.
        CREATE INDEX events_with_errors ON events (distinct_key, timestamp) WHERE fingerprint IS NOT NULL;

        \(counting("feature_flags"))
        \(counting("cohorts"))
        \(counting("group_types"))
        """

    /// Triggers that count every change of a table.
    private static func counting(_ table: String) -> String {
        ["INSERT", "UPDATE", "DELETE"].map { change in
            """
            CREATE TRIGGER \(table)_\(change.lowercased())_is_counted AFTER \(change) ON \(table)
                BEGIN UPDATE flag_set SET version = version + 1; END;
            """
        }.joined(separator: "\n")
    }
}
