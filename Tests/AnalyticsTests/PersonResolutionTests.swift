import Analytics
import JSON
import Testing

struct PersonResolutionTests {
    private static func person(_ number: UInt64) -> Person {
        Person(
            id: EventID(high: 0, low: number), primaryDistinctID: "primary\(number)",
            distinctIDs: ["primary\(number)", "u\(number)"], properties: [:], firstSeen: nil, lastSeen: nil)
    }

    private let one = person(1)
    private let two = person(2)
    private let three = person(3)

    @Test func aDistinctIDMeansItsPersonAndKeepsItsName() throws {
        let resolution = try PersonResolution(.distinctID("u1"), byDistinctID: one, byEmail: [])
        #expect(resolution.person == one)
        #expect(resolution.userID == "u1")
        #expect(resolution.otherMatches.isEmpty)
    }

    @Test func anEmailMeansTheFirstAndListsTheOthers() throws {
        let resolution = try PersonResolution(.email("a@example.org"), byDistinctID: nil, byEmail: [two, one, three])
        #expect(resolution.person == two)
        #expect(resolution.userID == "primary2")
        #expect(resolution.otherMatches == [one, three])
    }

    @Test func bothMeanThePersonThatHasBoth() throws {
        let query = PersonQuery.both(distinctID: "u1", email: "a@example.org")
        let resolution = try PersonResolution(query, byDistinctID: one, byEmail: [two, one])
        #expect(resolution.person == one)
        #expect(resolution.userID == "u1")
        #expect(resolution.otherMatches == [two])
    }

    @Test func whatIsUnknownIsNotFound() {
        let both = PersonQuery.both(distinctID: "u1", email: "a@example.org")
        #expect(throws: PersonResolution.Failure.notFound) {
            try PersonResolution(.distinctID("u1"), byDistinctID: nil, byEmail: [one])
        }
        #expect(throws: PersonResolution.Failure.notFound) {
            try PersonResolution(.email("x"), byDistinctID: one, byEmail: [])
        }
        #expect(throws: PersonResolution.Failure.notFound) {
            try PersonResolution(both, byDistinctID: nil, byEmail: [one])
        }
        #expect(throws: PersonResolution.Failure.notFound) {
            try PersonResolution(both, byDistinctID: one, byEmail: [])
        }
        #expect(throws: PersonResolution.Failure.differentPersons) {
            try PersonResolution(both, byDistinctID: one, byEmail: [two, three])
        }
    }
}
