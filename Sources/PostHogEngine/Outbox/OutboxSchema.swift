/// The tables of the outbox's file.
enum OutboxSchema {
    static let migrations: [(name: String, sql: String)] = [
        (
            "outbox",
            """
            CREATE TABLE waiting (
                id INTEGER PRIMARY KEY,
                uuid TEXT NOT NULL UNIQUE,
                captured_at INTEGER NOT NULL,
                size INTEGER NOT NULL,
                event TEXT NOT NULL
            ) STRICT;

            CREATE TABLE dead (
                id INTEGER PRIMARY KEY,
                uuid TEXT NOT NULL,
                captured_at INTEGER NOT NULL,
                set_aside_at INTEGER NOT NULL,
                status INTEGER NOT NULL,
                reason TEXT NOT NULL,
                size INTEGER NOT NULL,
                event TEXT NOT NULL
            ) STRICT;

            -- Counting the rows of a long queue would take longer the longer it is.
            CREATE TABLE totals (
                id INTEGER PRIMARY KEY CHECK (id = 1),
                waiting INTEGER NOT NULL,
                waiting_bytes INTEGER NOT NULL,
                delivered INTEGER NOT NULL,
                dead INTEGER NOT NULL,
                dead_kept INTEGER NOT NULL,
                dead_bytes INTEGER NOT NULL
            ) STRICT;
            INSERT INTO totals VALUES (1, 0, 0, 0, 0, 0, 0);
            """
        ),
        (
            "projects",
            """
            CREATE TABLE projects (
                id INTEGER PRIMARY KEY,
                -- NULL until the first start with this schema: what waited before belongs to the project of that start.
                name TEXT UNIQUE,
                waiting INTEGER NOT NULL
            ) STRICT;
            INSERT INTO projects SELECT 1, NULL, waiting FROM totals;
            -- A UUID that waits for one project stays where it is when another's events bring it again.
            ALTER TABLE waiting ADD COLUMN project INTEGER NOT NULL DEFAULT 1;
            ALTER TABLE dead ADD COLUMN project INTEGER NOT NULL DEFAULT 1;
            CREATE INDEX waiting_of_project ON waiting (project);
            """
        ),
    ]
}
