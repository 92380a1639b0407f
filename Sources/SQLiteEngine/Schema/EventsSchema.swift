/// Events, persons and groups.
///
/// `events` is what lookups scan: narrow rows, stored in the order distinct id, time, UUID. A person's window is one
/// contiguous range per distinct id, so a lookup costs what the person did in the window, whatever else the store
/// holds (DESIGN §5), and merging two persons moves no event. The bulk of an event lies in `event_bodies`, in order of
/// arrival, and is read for the rows of one page only.
enum EventsSchema {
    static let sql = """
        -- A person's id is the id of its first distinct id; neither is ever used twice.
        CREATE TABLE distinct_ids (
            id INTEGER PRIMARY KEY,
            distinct_id TEXT NOT NULL UNIQUE,
            person_id INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX distinct_ids_of_person ON distinct_ids (person_id);

        -- email and name repeat two properties in the form they are searched by: lower case.
        CREATE TABLE persons (
            id INTEGER PRIMARY KEY,
            uuid BLOB NOT NULL UNIQUE,
            primary_key INTEGER NOT NULL,
            is_identified INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            email TEXT,
            name TEXT,
            properties TEXT NOT NULL
        ) STRICT;
        CREATE INDEX persons_by_email ON persons (email) WHERE email IS NOT NULL;
        CREATE INDEX persons_by_name ON persons (name) WHERE name IS NOT NULL;

        -- Apart from persons because it changes with every batch and their properties seldom do.
        CREATE TABLE person_activity (
            person_id INTEGER PRIMARY KEY,
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL
        ) STRICT;

        -- Every piece of three characters of distinct ids, emails and names. The row id is the id of the distinct id
        -- or person times 4, plus 0 for a distinct id, 1 for an email, 2 for a name; the texts are not kept twice.
        CREATE VIRTUAL TABLE person_search USING fts5 (text, content = '', columnsize = 0, tokenize = 'trigram');

        CREATE TABLE event_bodies (
            id INTEGER PRIMARY KEY,
            uuid BLOB NOT NULL UNIQUE,
            distinct_key INTEGER NOT NULL,
            timestamp INTEGER NOT NULL,
            request_hash INTEGER,
            request_id TEXT,
            properties TEXT NOT NULL
        ) STRICT;
        -- Request ids are random, and a random place in a large index is a page written for every event. Divided by
        -- 16384 bodies in order of arrival, and by a hash instead of the long text, new entries share a few pages.
        CREATE INDEX event_bodies_by_request ON event_bodies (id >> 14, request_hash) WHERE request_hash IS NOT NULL;

        CREATE TABLE events (
            distinct_key INTEGER NOT NULL,
            timestamp INTEGER NOT NULL,
            uuid BLOB NOT NULL,
            body_id INTEGER NOT NULL,
            event TEXT NOT NULL,
            status_code INTEGER,
            duration_ms REAL,
            endpoint TEXT,
            error_type TEXT,
            fingerprint INTEGER,
            method TEXT,
            PRIMARY KEY (distinct_key, timestamp, uuid)
        ) STRICT, WITHOUT ROWID;
        -- Ordered by distinct id before time, so that counting the persons of an error skips from one to the next.
        CREATE INDEX events_by_fingerprint ON events (fingerprint, distinct_key, timestamp)
            WHERE fingerprint IS NOT NULL;

        CREATE TABLE event_names (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

        CREATE TABLE group_types (type_index INTEGER PRIMARY KEY, type TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE groups (
            type_index INTEGER NOT NULL,
            group_key TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            properties TEXT NOT NULL,
            PRIMARY KEY (type_index, group_key)
        ) STRICT;
        """
}
