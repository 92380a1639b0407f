/// For stores where several questions cost no more than one.
extension EventStore {
    public func candidates(for query: PersonQuery) async throws(EventStoreError) -> PersonCandidates {
        switch query {
        case .distinctID(let distinctID):
            PersonCandidates(byDistinctID: try await person(distinctID: distinctID))
        case .email(let email):
            PersonCandidates(byEmail: try await persons(email: email))
        case .both(let distinctID, let email):
            PersonCandidates(
                byDistinctID: try await person(distinctID: distinctID), byEmail: try await persons(email: email))
        }
    }

    public func persons(distinctIDs: [String]) async throws(EventStoreError) -> [Person] {
        var persons: [Person] = []
        var known: Set<EventID> = []
        for distinctID in distinctIDs {
            guard let person = try await person(distinctID: distinctID), known.insert(person.id).inserted else {
                continue
            }
            persons.append(person)
        }
        return persons
    }
}
