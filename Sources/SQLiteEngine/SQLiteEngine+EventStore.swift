public import Analytics

extension SQLiteEngine {
    @discardableResult
    public func store(_ events: [CapturedEvent]) async throws(EventStoreError) -> Int {
        guard !events.isEmpty else { return 0 }
        // What needs no database is done here, on the caller's thread: the writer is alone for everybody.
        let prepared = events.map(PreparedEvent.init)
        return try await writer.write(weight: prepared.count) { transaction in
            let ingest = try transaction.ingest()
            var stored = 0
            for event in prepared where try ingest.store(event) { stored += 1 }
            return stored
        }
    }

    public func person(distinctID: String) async throws(EventStoreError) -> Person? {
        try read { try $0.person(distinctID: distinctID) }
    }

    public func persons(email: String) async throws(EventStoreError) -> [Person] {
        try read { try $0.persons(email: email) }
    }

    public func searchPersons(_ text: String, limit: Int) async throws(EventStoreError) -> [PersonMatch] {
        try read { try $0.searchPersons(text, limit: limit) }
    }

    public func activity(of person: Person, in window: TimeWindow) async throws(EventStoreError) -> Activity {
        try read { try $0.activity(of: person, in: window) }
    }

    public func events(
        of person: Person, in window: TimeWindow, matching filter: EventFilter, page: PageRequest
    ) async throws(EventStoreError) -> EventPage {
        try read { try $0.events(of: person, in: window, matching: filter, page: page) }
    }

    public func errorGroups(of person: Person, in window: TimeWindow) async throws(EventStoreError) -> [ErrorGroup] {
        try read { try $0.errorGroups(of: person, in: window) }
    }

    public func events(
        requestID: String, of person: Person?, limit: Int
    ) async throws(EventStoreError) -> [StoredEvent] {
        try read { try $0.events(requestID: requestID, of: person, limit: limit) }
    }

    public func group(type: String, key: String) async throws(EventStoreError) -> Group? {
        try read { try $0.group(type: type, key: key) }
    }

    @discardableResult
    public func deleteEvents(before moment: Timestamp) async throws(EventStoreError) -> Int {
        try await EventRetention(engine: self, moment: moment).run()
    }

    /// The least free room, in bytes, with which the store calls itself ready.
    static let leastFreeBytes: UInt64 = 8 * 1024 * 1024

    public func checkReadiness() async throws(EventStoreError) {
        if let free = FileSystem.freeBytes(at: directory), free < Self.leastFreeBytes {
            throw EventStoreError(.full, "less than 8 MB are free where the store lies")
        }
        try read { try $0.checkSchema() }
        // Takes and gives back the lock every write needs; nothing is written.
        try await writer.write { _ in }
    }
}
