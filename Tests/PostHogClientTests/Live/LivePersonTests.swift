import JSON
import Testing

@testable import PostHogClient

@Suite(LiveServer.condition)
struct LivePersonTests {
    private static func identify(_ number: Int) -> PostHogCaptureEvent {
        .numbered(
            number, event: "$set", of: "user-\(number)", second: number,
            ["$set": ["email": .string("user-\(number)@example.org"), "number": .integer(Int64(number))]])
    }

    @Test(arguments: [1, 7, 100]) func everyPersonComesOnce(pageSize: Int) async throws {
        let project = try await LiveServer.project()
        try await project.store((0..<40).map(Self.identify))
        let persons = try await project.client.persons(matching: .init(pageSize: pageSize)).collect()
        #expect(persons.count == 40)
        #expect(Set(persons.map(\.id)).count == 40)
        #expect(Set(persons.compactMap(\.email)).count == 40)
    }

    @Test func aPersonIsFoundByAddressIDSearchAndProperty() async throws {
        let project = try await LiveServer.project()
        try await project.store((1...5).map(Self.identify))
        let client = try project.client
        let byAddress = try await client.persons(matching: .init(email: "user-3@example.org")).collect()
        #expect(byAddress.map(\.distinctIDs) == [["user-3"]])
        let person = try #require(try await client.person(distinctID: "user-3"))
        #expect(person.email == "user-3@example.org")
        let nobody = try await client.person(distinctID: "user-99")
        #expect(nobody == nil)
        let search = try await client.persons(matching: .init(search: "user-4")).collect()
        #expect(search.map(\.email) == ["user-4@example.org"])
        let five: JSON = ["key": "email", "value": "user-5@example.org", "operator": "exact", "type": "person"]
        let byProperty = try await client.persons(matching: .init(properties: [five])).collect()
        #expect(byProperty.map(\.distinctIDs) == [["user-5"]])

        let byNumber = try await client.person(id: person.id)
        let byUUID = try await client.person(id: try #require(person.uuid))
        #expect(byNumber.json == byUUID.json)
        let wrong = await #expect(throws: PostHogError.self) { _ = try await client.person(id: "user-3") }
        #expect(wrong?.kind == .validation)
        #expect(wrong?.detail.contains("distinct_id") == true)
    }

    @Test func aPropertyIsSetAndRemovedAndAPersonDeleted() async throws {
        let project = try await LiveServer.project()
        try await project.store([Self.identify(1), Self.identify(2)])
        let client = try project.client
        let person = try #require(try await client.person(distinctID: "user-1"))
        try await client.updatePerson(id: person.id, property: "plan", value: ["tier": "pro", "seats": 10.0])
        let changed = try await client.person(id: person.id)
        #expect(changed.properties["plan"]?["tier"] == "pro")
        try await client.deletePersonProperty(id: person.id, property: "plan")
        let cleared = try await client.person(id: person.id)
        #expect(cleared.properties["plan"] == nil as JSON?)
        try await client.deletePerson(id: person.id, deletingEvents: true)
        let rest = try await client.persons().collect().map(\.distinctIDs)
        #expect(rest == [["user-2"]])
        let error = await #expect(throws: PostHogError.self) { _ = try await client.person(id: person.id) }
        #expect(error?.kind == .notFound)
    }

    @Test func aStaticCohortListsWhoWasPutIntoIt() async throws {
        let project = try await LiveServer.project()
        try await project.store((1...4).map(Self.identify))
        let client = try project.client
        let cohort = try await client.createCohort(["name": "Testers", "is_static": true])
        #expect(cohort.isStatic)
        var ids: [String] = []
        for number in 1...3 {
            let person = try #require(try await client.person(distinctID: "user-\(number)"))
            ids.append(try #require(person.uuid))
        }
        try await client.addPersons(toCohort: cohort.id, ids: ids)
        try await client.removePerson(fromCohort: cohort.id, id: ids[1])
        try await client.removePerson(fromCohort: cohort.id, id: ids[1])
        let members = try await client.cohortPersons(id: cohort.id).collect().flatMap(\.distinctIDs)
        #expect(Set(members) == ["user-1", "user-3"])
        let counted = try await client.cohort(id: cohort.id)
        #expect(counted.count == 2)
        let first = try #require(try await client.person(distinctID: "user-1"))
        let memberships = try await client.personCohorts(id: first.id).map(\.id)
        #expect(memberships == [cohort.id])
        let renamed = try await client.updateCohort(id: cohort.id, patch: ["name": "Early testers"])
        #expect(renamed.name == "Early testers")
        _ = try await client.deleteCohort(id: cohort.id)
        let cohorts = try await client.cohorts().collect()
        #expect(cohorts.isEmpty)
    }
}
