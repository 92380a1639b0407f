public import Analytics

extension PostHogEngine: PersonDirectory, FlagExposureStore {
    /// Nil also when PostHog does not tell soon enough: whoever evaluates flags goes on without.
    public func traits(distinctID: String) async throws(EventStoreError) -> PersonTraits? {
        guard !distinctID.isEmpty else { return nil }
        return await traitsCache.value(of: FactSubject(distinctID: distinctID))
    }

    public func persons(
        seenSince moment: Timestamp, includingGroups: Bool, after cursor: PersonCursor?, limit: Int
    ) async throws(EventStoreError) -> SeenPersonPage {
        guard limit > 0 else { return SeenPersonPage(persons: [], nextCursor: nil) }
        let query = LookupQuery.persons(
            seenSince: moment, includingGroups: includingGroups, after: cursor, limit: limit)
        return try await runner.answer(query) { rows throws(EventStoreError) in
            try SeenPersonRow.page(rows, limit: min(limit, LookupQuery.maximumRows))
        }
    }

    public func personCount(seenSince moment: Timestamp) async throws(EventStoreError) -> Int {
        try await runner.answer(.personCount(seenSince: moment)) { rows throws(EventStoreError) in
            guard let row = rows.first else { return 0 }
            var reader = RowReader(row)
            return try reader.count()
        }
    }

    /// One query of each cohort.
    public func staticCohorts(
        _ cohorts: Set<Int64>, ofPersons distinctIDs: [String], within patience: Duration
    ) async throws(EventStoreError) -> [String: Set<Int64>] {
        guard !cohorts.isEmpty, !distinctIDs.isEmpty else { return [:] }
        let asking = Task { [runner] () -> Result<[String: Set<Int64>], EventStoreError> in
            do throws(EventStoreError) {
                var found: [String: Set<Int64>] = [:]
                for cohort in cohorts.sorted() {
                    let members = try await runner.answer(
                        .members(ofCohort: cohort, among: distinctIDs), RowReader.texts)
                    for member in members { found[member, default: []].insert(cohort) }
                }
                return .success(found)
            } catch {
                return .failure(error)
            }
        }
        let wait = FactWait()
        Task {
            _ = await asking.value
            wait.resolve(.fetched)
        }
        guard await wait.answer(within: patience) == .fetched else {
            throw EventStoreError(.unavailable, "PostHog does not tell in time who is in static cohorts")
        }
        return try await asking.value.get()
    }

    public func flagExposures(
        of person: Person, in window: TimeWindow
    ) async throws(EventStoreError) -> FlagExposures {
        try await runner.answer(.flags(of: PersonEvents(of: person), in: window), FlagRow.exposures)
    }
}
