public import Analytics

/// Reading everything, in the order it was stored: merges of persons mean the same only in that order.
extension SQLiteEngine {
    /// The events behind a place; 0 is before the first one.
    public func arrivals(after place: Int64, limit: Int) throws(EventStoreError) -> [ArchivedEvent] {
        try read { try $0.arrivals(after: place, limit: limit) }
    }

    /// How many events lie behind a place.
    public func eventCount(after place: Int64) throws(EventStoreError) -> Int {
        try read { try $0.eventCount(after: place) }
    }

    /// All events counted by UTC day and name, in that order. Reads every event.
    public func dailyCounts() throws(EventStoreError) -> [DailyEventCount] {
        try read { try $0.dailyCounts() }
    }
}
