/// The compiler sees to it that no text is left out: every text has a shape, every shape lists its texts, and the
/// payloads list their own cases.
extension QueryText: CaseIterable {
    private enum Shape: CaseIterable {
        case person, personIDs, traits, groups, searchedPersons, matchingPersons, activity, events, errors, flags,
            request
        case seenPersons, seenPersonCount, cohortMembers, projectEvents, event, projectGroups, dailyCounts
    }

    private var shape: Shape {
        switch self {
        case .person: .person
        case .personIDs: .personIDs
        case .traits: .traits
        case .groups: .groups
        case .searchedPersons: .searchedPersons
        case .matchingPersons: .matchingPersons
        case .activity: .activity
        case .events: .events
        case .errors: .errors
        case .flags: .flags
        case .request: .request
        case .seenPersons: .seenPersons
        case .seenPersonCount: .seenPersonCount
        case .cohortMembers: .cohortMembers
        case .projectEvents: .projectEvents
        case .event: .event
        case .projectGroups: .projectGroups
        case .dailyCounts: .dailyCounts
        }
    }

    static var allCases: [QueryText] {
        Shape.allCases.flatMap { shape in texts(of: shape).filter { $0.shape == shape } }
    }

    private static func texts(of shape: Shape) -> [QueryText] {
        switch shape {
        case .person: PersonChoice.allCases.map(QueryText.person)
        case .personIDs: [.personIDs]
        case .traits: [.traits]
        case .groups: [.groups]
        case .searchedPersons: [.searchedPersons]
        case .matchingPersons: [.matchingPersons]
        case .activity: PersonScope.allCases.map(QueryText.activity)
        case .events:
            PersonScope.allCases.flatMap { person in
                FilterForm.allCases.flatMap { filter in
                    PagePlace.allCases.map { .events(person, filter, $0) }
                }
            }
        case .errors: PersonScope.allCases.map(QueryText.errors)
        case .flags: PersonScope.allCases.map(QueryText.flags)
        case .request:
            RequestMatch.allCases.flatMap { match in RequestOwner.allCases.map { .request(match, $0) } }
        case .seenPersons:
            GroupInclusion.allCases.flatMap { groups in PagePlace.allCases.map { .seenPersons(groups, $0) } }
        case .seenPersonCount: [.seenPersonCount]
        case .cohortMembers: [.cohortMembers]
        case .projectEvents:
            ProjectEventForm.allCases.flatMap { form in PagePlace.allCases.map { .projectEvents(form, $0) } }
        case .event: [.event]
        case .projectGroups:
            GroupForm.allCases.flatMap { form in PagePlace.allCases.map { .projectGroups(form, $0) } }
        case .dailyCounts: PagePlace.allCases.map(QueryText.dailyCounts)
        }
    }
}
