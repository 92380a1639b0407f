import Analytics
import JSON

@testable import PostHogEngine

extension LookupQuery {
    /// A query of every text, with values a caller may choose freely set to `value`; a test compares the texts with
    /// ``QueryText/allCases``.
    static func catalogue(value: String, at now: Timestamp, cohort: Int64 = 1) -> [LookupQuery] {
        let window = TimeWindow(days: 30, until: now)
        let place = EventCursor(timestamp: now.advanced(byMicroseconds: -1), uuid: EventID(high: 1, low: 2))
        let seen = PersonCursor(position: now.advanced(byMicroseconds: -1).microseconds, id: EventID(high: 1, low: 2))
        let persons = [1, maximumListedDistinctIDs].map { count in
            PersonEvents(
                of: Person(
                    id: EventID(high: 3, low: 4), primaryDistinctID: value,
                    distinctIDs: [value] + (1..<count).map { "\(value)\($0)" }, properties: [:], firstSeen: nil,
                    lastSeen: nil))
        }
        var queries: [LookupQuery] = [
            .person(distinctID: value), .persons(distinctIDs: [value, value + "2"]), .persons(email: value),
            .persons(distinctID: value, email: value), .traits(distinctIDs: [value, value + "2"]),
            .groups(keys: [value]), .search(value), .personCount(seenSince: window.start),
            .personIDs(distinctIDs: [value, value + "2"]),
            .members(ofCohort: cohort, among: [value, value + "2"]),
        ]
        if let found = try? SearchedPerson([.string(place.uuid.description), .string("00" + value)]) {
            queries.append(.persons(found: [found], limit: 21))
        }
        for includingGroups in [false, true] {
            for cursor in [nil, seen] {
                queries.append(
                    .persons(seenSince: window.start, includingGroups: includingGroups, after: cursor, limit: 100))
            }
        }
        for exactly in [false, true] {
            for person in [nil] + persons {
                queries.append(.events(requestID: value, of: person, exactly: exactly, limit: 1_000))
            }
        }
        for person in persons {
            queries += [
                .activity(of: person, in: window, slowThreshold: 1_000), .errors(of: person, in: window),
                .flags(of: person, in: window),
            ]
            for filter in [.all, .named(value), .errors, .slow] as [EventFilter] {
                for cursor in [nil, place] {
                    queries.append(
                        .events(
                            of: person, in: window, matching: filter, slowThreshold: 1_000, after: cursor, limit: 101))
                }
            }
        }
        return queries + project(value: value, in: window, at: place)
    }

    /// The part of the catalogue that is about a project as a whole.
    private static func project(value: String, in window: TimeWindow, at place: EventCursor) -> [LookupQuery] {
        var queries: [LookupQuery] = [.event(id: place.uuid)]
        for cursor in [nil, place] {
            for event in [nil, value] {
                for distinctID in [nil, value] {
                    let query = ProjectEventQuery(
                        event: event, distinctID: distinctID, window: window, limit: 100, cursor: nil)
                    queries.append(.events(matching: query, after: cursor, limit: 101))
                }
            }
            let group = cursor.map { GroupCursor(createdAt: $0.timestamp, key: value) }
            for search in [nil, value] {
                queries.append(
                    .groups(matching: GroupQuery(typeIndex: 0, search: search), after: group, limit: 101))
            }
            let count = cursor.map { DailyEventCount(day: $0.timestamp.startOfDay, event: value, count: 1) }
            queries.append(.dailyCounts(in: window, apartFrom: value, after: count, limit: 1_000))
        }
        return queries
    }
}
