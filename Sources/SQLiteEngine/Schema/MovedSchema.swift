/// What a move has told another store of persons and groups, so that the next one tells only what is new.
enum MovedSchema {
    static let sql = """
        -- person is the id under which the distinct id was told; properties stand with the person's primary one only.
        CREATE TABLE moved_distinct_ids (
            distinct_key INTEGER PRIMARY KEY,
            person BLOB NOT NULL,
            properties TEXT
        ) STRICT;
        CREATE TABLE moved_groups (
            type_index INTEGER NOT NULL,
            group_key TEXT NOT NULL,
            properties TEXT NOT NULL,
            PRIMARY KEY (type_index, group_key)
        ) STRICT;
        """
}
