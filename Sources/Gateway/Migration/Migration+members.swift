import Analytics
import FeatureFlags
import PostHogClient
import PostHogEngine
import SQLiteEngine

/// The lists of static cohorts, which name persons: they can go over once PostHog knows these.
extension Migration {
    /// How many members that PostHog does not take are named, of each cohort.
    private static let maximumNamed = 20
    private static let firstPause = Duration.seconds(1)
    private static let longestPause = Duration.seconds(10)

    /// Tells how many listed distinct ids static cohorts lack in PostHog.
    /// - Returns: that number.
    func reportMembers(_ plan: ImportPlan) async throws(MigrationError) -> Int {
        var sum = 0
        for cohort in try await listedCohorts() {
            // A placeholder is negative: the cohort is still to be made.
            let members = try await members(ofCohort: plan.cohortIDs[cohort.id].flatMap { $0 > 0 ? $0 : nil })
            let persons = PersonIDs(client: target.client)
            var lacking = 0
            try await pages(of: cohort.id) { (page) async throws(MigrationError) in
                let ids = try await self.storing { _ throws(EventStoreError) in try await persons.ids(of: page) }
                lacking += page.filter { !members.contains(ids[$0] ?? "") }.count
            }
            if lacking > 0 {
                console.say("Members of the static cohort \(cohort.name): \(lacking) distinct ids to add")
            }
            sum += lacking
        }
        return sum
    }

    /// Adds the members of static cohorts, and names those PostHog does not know.
    /// - Parameter patience: how long to wait in all for PostHog to know the persons whose events it has taken.
    mutating func moveMembers(
        _ plan: ImportPlan, _ references: ImportReferences, with flags: MigrationFlags, within patience: Duration
    ) async throws(MigrationError) {
        let deadline = ContinuousClock.now.advanced(by: patience)
        for cohort in try await listedCohorts() {
            guard let target = plan.cohortIDs[cohort.id].flatMap(references.cohort) else {
                hasLeftOut = true
                console.complain("the members of the static cohort \(cohort.name) are not moved, as it is not")
                continue
            }
            var members = try await members(ofCohort: target)
            let before = members.count
            var unknown: [String] = []
            try await pages(of: cohort.id) { (page) async throws(MigrationError) in
                unknown += try await self.add(page, toCohort: target, &members, with: flags, until: deadline)
            }
            let added = members.count - before
            if added > 0 { console.say("Added: \(added) members of the static cohort \(cohort.name)") }
            guard !unknown.isEmpty else { continue }
            hasLeftOut = true
            for distinctID in unknown.prefix(Self.maximumNamed) {
                console.complain("not added to the static cohort \(cohort.name): \(distinctID), no person in PostHog")
            }
            if unknown.count > Self.maximumNamed {
                console.complain("not added to it: \(unknown.count - Self.maximumNamed) more")
            }
        }
    }

    /// - Parameter members: the UUIDs of the persons in the cohort; gains those that are added.
    /// - Returns: the distinct ids of nobody PostHog knows.
    private func add(
        _ page: [String], toCohort cohort: Int64, _ members: inout Set<String>, with flags: MigrationFlags,
        until deadline: ContinuousClock.Instant
    ) async throws(MigrationError) -> [String] {
        let persons = PersonIDs(client: target.client)
        let expected = try await storing { source throws(EventStoreError) in
            Set(try await source.persons(distinctIDs: page).flatMap(\.distinctIDs))
        }
        var open = page
        var pause = Self.firstPause
        while true {
            let asked = open
            let ids = try await storing { _ throws(EventStoreError) in try await persons.ids(of: asked) }
            let missing = asked.compactMap { id in ids[id].map { (distinctID: id, personID: $0) } }
                .filter { !members.contains($0.personID) }
            do throws(FlagStoreError) {
                if !missing.isEmpty { try await flags.addMembers(toCohort: cohort, missing) }
            } catch {
                throw MigrationError(error)
            }
            members.formUnion(missing.map(\.personID))
            open = asked.filter { ids[$0] == nil }
            // Whom this store does not know either, PostHog will not come to know.
            guard open.contains(where: expected.contains), ContinuousClock.now.advanced(by: pause) <= deadline else {
                return open
            }
            let count = open.count
            console.show(at: .now) { "waiting until PostHog knows \(count) members of static cohorts" }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    /// The UUIDs of the persons in a cohort of the project; nobody when there is none.
    private func members(ofCohort id: Int64?) async throws(MigrationError) -> Set<String> {
        guard let id else { return [] }
        var members: Set<String> = []
        do throws(PostHogError) {
            for try await person in target.client.cohortPersons(id: id) { members.insert(person.uuid ?? person.id) }
        } catch {
            throw MigrationError(error)
        }
        return members
    }

    /// The static cohorts that list somebody.
    private func listedCohorts() async throws(MigrationError) -> [Cohort] {
        do throws(FlagStoreError) {
            let counts = try await source.memberCounts()
            guard !counts.isEmpty else { return [] }
            return try await source.cohorts().filter { $0.isStatic && counts[$0.id] != nil }
        } catch {
            throw MigrationError(error)
        }
    }

    /// The distinct ids a cohort lists, as many at a time as can be asked about at once.
    private func pages(
        of cohort: Int64, _ body: ([String]) async throws(MigrationError) -> Void
    ) async throws(MigrationError) {
        var last = ""
        while true {
            let page: [String]
            do throws(FlagStoreError) {
                page = try source.members(ofCohort: cohort, after: last, limit: PersonIDs.maximumDistinctIDs)
            } catch {
                throw MigrationError(error)
            }
            guard let end = page.last else { return }
            try await body(page)
            last = end
        }
    }
}
