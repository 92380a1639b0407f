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

    public func staticCohorts(
        _ cohorts: Set<Int64>, ofPersons distinctIDs: [String], within patience: Duration
    ) async throws(EventStoreError) -> [String: Set<Int64>] {
        try read { lookup in
            let members = CohortMembers(database: lookup.database)
            var found: [String: Set<Int64>] = [:]
            for distinctID in distinctIDs {
                let own = try members.cohorts(ofPerson: distinctID).intersection(cohorts)
                if !own.isEmpty { found[distinctID] = own }
            }
            return found
        }
    }

    public func flagExposures(
        of person: Person, in window: TimeWindow
    ) async throws(EventStoreError) -> FlagExposures {
        try read { try $0.flagExposures(of: person, in: window) }
    }
}
