public import Analytics

extension SQLiteEngine: PersonDirectory, FlagExposureStore {
    public func traits(distinctID: String) async throws(EventStoreError) -> PersonTraits? {
        try read { try $0.traits(distinctID: distinctID) }
    }

    public func persons(
        seenSince moment: Timestamp, includingGroups: Bool, after cursor: PersonCursor?, limit: Int
    ) async throws(EventStoreError) -> SeenPersonPage {
        try read {
            try $0.persons(seenSince: moment, includingGroups: includingGroups, after: cursor, limit: limit)
        }
    }

    public func personCount(seenSince moment: Timestamp) async throws(EventStoreError) -> Int {
        try read { try $0.personCount(seenSince: moment) }
    }

    public func flagExposures(
        of person: Person, in window: TimeWindow
    ) async throws(EventStoreError) -> FlagExposures {
        try read { try $0.flagExposures(of: person, in: window) }
    }
}
