/// A HogQL text. These are all that the gateway sends: a ``LookupQuery`` is made of one of them and values.
///
/// Texts are constants, they differ only in what the payloads below say (DESIGN §6). ``allCases`` holds every one.
enum QueryText: Sendable, Hashable {
    case person(PersonChoice)
    case personIDs
    case traits
    case groups
    case searchedPersons
    case matchingPersons
    case activity(PersonScope)
    case events(PersonScope, FilterForm, PagePlace)
    case errors(PersonScope)
    case flags(PersonScope)
    case request(RequestMatch, RequestOwner)
    case seenPersons(GroupInclusion, PagePlace)
    case seenPersonCount
    case cohortMembers
    case projectEvents(ProjectEventForm, PagePlace)
    case event
    case projectGroups(GroupForm, PagePlace)
    case dailyCounts(PagePlace)

    /// What PostHog's query log calls the query.
    var name: String {
        switch self {
        case .person(let choice): "gateway: \(choice.name)"
        case .personIDs: "gateway: person ids"
        case .traits: "gateway: traits"
        case .groups: "gateway: groups"
        case .searchedPersons: "gateway: search"
        case .matchingPersons: "gateway: persons found"
        case .activity: "gateway: activity"
        case .events: "gateway: events"
        case .errors: "gateway: errors"
        case .flags: "gateway: flags"
        case .request: "gateway: request"
        case .seenPersons: "gateway: persons seen"
        case .seenPersonCount: "gateway: count of persons seen"
        case .cohortMembers: "gateway: members of a cohort"
        case .projectEvents: "gateway: project events"
        case .event: "gateway: event"
        case .projectGroups: "gateway: project groups"
        case .dailyCounts: "gateway: daily counts"
        }
    }

    /// The text, with an explicit LIMIT.
    var hogQL: String {
        switch self {
        case .person(let choice): Self.person(by: choice)
        case .personIDs: Self.personIDsText
        case .traits: Self.traitsText
        case .groups: Self.groupsText
        case .searchedPersons: Self.searchedPersonsText
        case .matchingPersons: Self.matchingPersonsText
        case .activity(let person): Self.activity(of: person)
        case .events(let person, let filter, let place): Self.events(of: person, matching: filter, from: place)
        case .errors(let person): Self.errors(of: person)
        case .flags(let person): Self.flags(of: person)
        case .request(let match, let owner): Self.request(match, of: owner)
        case .seenPersons(let groups, let place): Self.seenPersons(groups, from: place)
        case .seenPersonCount: Self.seenPersonCountText
        case .cohortMembers: Self.cohortMembersText
        case .projectEvents(let form, let place): Self.projectEvents(form, from: place)
        case .event: Self.eventText
        case .projectGroups(let form, let place): Self.projectGroups(form, from: place)
        case .dailyCounts(let place): Self.dailyCounts(from: place)
        }
    }
}
