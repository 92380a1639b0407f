import JSON
import PostHogClient
import Testing

@Suite(LiveServer.condition)
struct PersonExamples {
    @Test func persons() async throws {
        let client = try await LiveProject.example().client

        for try await person in client.persons(matching: PostHogPersonFilter(search: "@example.org")) {
            print(person.email)
        }
        guard let person = try await client.person(distinctID: "user-1") else { return }
        let same = try await client.person(id: person.id)  // the number or the UUID, no distinct id
        let memberships = try await client.personCohorts(id: person.id)
        try await client.updatePerson(id: person.id, property: "plan", value: "pro")
        try await client.deletePersonProperty(id: person.id, property: "plan")
        try await client.deletePerson(id: person.id, deletingEvents: true)

        #expect(same.email == "ann@example.org")
        #expect(memberships.isEmpty)
        let gone = try await client.person(distinctID: "user-1")
        #expect(gone == nil)
    }

    @Test func cohorts() async throws {
        let client = try await LiveProject.example().client
        let uuids = try await client.persons().collect().compactMap(\.uuid)

        let cohort = try await client.createCohort(["name": "Testers", "is_static": true])
        try await client.addPersons(toCohort: cohort.id, ids: uuids)
        for try await member in client.cohortPersons(id: cohort.id) { print(member.id) }
        try await client.removePerson(fromCohort: cohort.id, id: uuids[0])
        let changed = try await client.cohort(id: cohort.id)
        let cohorts = try await client.cohorts().collect()
        _ = try await client.updateCohort(id: cohort.id, patch: ["name": "Early testers"])
        _ = try await client.deleteCohort(id: cohort.id)

        #expect(changed.count == Int64(uuids.count) - 1)
        #expect(cohorts.map(\.id) == [cohort.id])
    }
}
