public import Analytics

extension PostHogEngine: EventStore {
    @discardableResult
    public func store(_ events: [CapturedEvent]) async throws(EventStoreError) -> Int {
        guard !events.isEmpty else { return 0 }
        return try await sink.accept(events)
    }

    public func person(distinctID: String) async throws(EventStoreError) -> Person? {
        guard !distinctID.isEmpty else { return nil }
        return try await runner.answer(.person(distinctID: distinctID), PersonRow.persons).first
    }

    public func persons(email: String) async throws(EventStoreError) -> [Person] {
        guard !email.isEmpty else { return [] }
        return try await runner.answer(.persons(email: email), PersonRow.persons)
    }

    public func candidates(for query: PersonQuery) async throws(EventStoreError) -> PersonCandidates {
        switch query {
        case .distinctID(let distinctID):
            return PersonCandidates(byDistinctID: try await person(distinctID: distinctID))
        case .email(let email):
            return PersonCandidates(byEmail: try await persons(email: email))
        case .both(let distinctID, let email):
            let persons = try await runner.answer(
                .persons(distinctID: distinctID, email: email), PersonRow.persons)
            let wanted = email.lowercased()
            return PersonCandidates(
                byDistinctID: persons.first { $0.has(distinctID) },
                byEmail: persons.filter { $0.email?.lowercased() == wanted })
        }
    }

    public func persons(distinctIDs: [String]) async throws(EventStoreError) -> [Person] {
        guard !distinctIDs.isEmpty else { return [] }
        return try await runner.answer(.persons(distinctIDs: distinctIDs), PersonRow.persons)
    }

    public func searchPersons(_ text: String, limit: Int) async throws(EventStoreError) -> [PersonMatch] {
        guard text.count >= 3, limit > 0 else { return [] }
        let found = try await runner.answer(.search(text), SearchedPerson.persons)
        guard !found.isEmpty else { return [] }
        let persons = try await runner.answer(.persons(found: found, limit: limit), PersonRow.persons)
        return SearchedPerson.matches(found, persons)
    }

    public func activity(of person: Person, in window: TimeWindow) async throws(EventStoreError) -> Activity {
        let query = LookupQuery.activity(
            of: PersonEvents(of: person), in: window, slowThreshold: settings.slowThresholdMilliseconds)
        return try await runner.answer(query) { rows throws(EventStoreError) in
            try ActivityRows.activity(rows, in: window)
        }
    }

    public func events(
        of person: Person, in window: TimeWindow, matching filter: EventFilter, page: PageRequest
    ) async throws(EventStoreError) -> EventPage {
        var limit = min(max(0, page.limit), LookupQuery.maximumRows - 2)
        while true {
            let rows = limit
            // One event more than asked for tells whether there is another page.
            let query = LookupQuery.events(
                of: PersonEvents(of: person), in: window, matching: filter,
                slowThreshold: settings.slowThresholdMilliseconds, after: page.cursor, limit: rows + 1)
            do throws(EventStoreError) {
                return try await runner.answer(query) { answer throws(EventStoreError) in
                    try EventRow.page(answer, limit: rows)
                }
            } catch {
                // Large events: a shorter page, behind which the next one begins.
                guard error.code == .tooLarge, limit > 1 else { throw error }
                limit /= 2
            }
        }
    }

    public func errorGroups(of person: Person, in window: TimeWindow) async throws(EventStoreError) -> [ErrorGroup] {
        try await runner.answer(.errors(of: PersonEvents(of: person), in: window), ErrorRows.groups)
    }

    public func events(
        requestID: String, of person: Person?, limit: Int
    ) async throws(EventStoreError) -> [StoredEvent] {
        guard limit > 0, !requestID.isEmpty else { return [] }
        let limit = min(limit, LookupQuery.maximumRows)
        let own = person.map { PersonEvents(of: $0) }
        let events: [StoredEvent]
        do throws(EventStoreError) {
            events = try await runner.answer(
                .events(requestID: requestID, of: own, exactly: false, limit: limit), EventRow.events)
        } catch {
            // In a project that defines request_id as a number no text compares with it.
            guard error.code == .upstream(status: 400) else { throw error }
            events = try await runner.answer(
                .events(requestID: requestID, of: own, exactly: true, limit: limit), EventRow.events)
        }
        return events.filter { $0.requestID?.utf8.elementsEqual(requestID.utf8) ?? false }
    }

    public func group(type: String, key: String) async throws(EventStoreError) -> Group? {
        await groupCache.value(of: FactSubject(groupType: type, key: key))
    }

    public func groups(_ keys: [String: Set<String>]) async throws(EventStoreError) -> [Group] {
        let subjects = keys.flatMap { type, keys in keys.map { FactSubject(groupType: type, key: $0) } }
        return try await groupCache.values(of: subjects)
    }

    @discardableResult
    public func deleteEvents(before moment: Timestamp) async throws(EventStoreError) -> Int {
        throw EventStoreError(.unsupported, "how long events are kept is a setting of the PostHog project")
    }

    public var version: StoreVersion? { nil }

    public func checkReadiness() async throws(EventStoreError) {
        try await sink.checkReadiness()
    }
}

extension Person {
    /// Whether a distinct id is one of the person's, byte by byte.
    fileprivate func has(_ distinctID: String) -> Bool {
        distinctIDs.contains { $0.utf8.elementsEqual(distinctID.utf8) }
    }
}
