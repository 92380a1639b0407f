/// What keeps places in the order of arrival from being taken twice.
enum PlacesSchema {
    static let sql = """
        -- An event's place is the row id of its body, which SQLite takes again once the newest body is deleted. Whoever
        -- reads arrivals from a place on would pass over such an event.
        CREATE TABLE deleted_places (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL) STRICT;
        INSERT INTO deleted_places (id, last) VALUES (1, 0);
        """
}
