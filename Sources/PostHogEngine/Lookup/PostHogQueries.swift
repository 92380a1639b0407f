import Analytics
import JSON
import PostHogClient
import Synchronization

/// Sends lookups to PostHog's query API.
final class PostHogQueries: Sendable {
    private let caller: any PostHogCaller
    /// Group types by name; they never change their place in a project.
    private let groupTypes = Mutex<[String: Int]>([:])

    init(_ caller: any PostHogCaller) {
        self.caller = caller
    }

    func rows(_ query: LookupQuery) async throws(EventStoreError) -> [[JSON]] {
        do throws(PostHogError) {
            // PostHog keeps answers too, and might give one from before the latest events.
            return try await caller.call { client throws(PostHogError) in
                try await client.query(
                    query.text.hogQL, values: query.boundValues, name: query.text.name, refresh: .forceBlocking)
            }.rows
        } catch {
            throw EventStoreError(error)
        }
    }

    func traits(of subjects: [FactSubject]) async throws(EventStoreError) -> [FactSubject: PersonTraits] {
        var traits: [FactSubject: PersonTraits] = [:]
        for row in try await rows(.traits(distinctIDs: subjects.map(\.text))) {
            var reader = RowReader(row)
            let distinctID = try reader.text()
            let createdAt = try reader.requiredMoment()
            traits[FactSubject(distinctID: distinctID)] = PersonTraits(
                createdAt: createdAt, properties: try reader.object())
        }
        return traits
    }

    func groups(_ subjects: [FactSubject]) async throws(EventStoreError) -> [FactSubject: Group] {
        let types = try await indexes(of: Set(subjects.compactMap(\.groupType)))
        var groups: [FactSubject: Group] = [:]
        for row in try await rows(.groups(keys: subjects.map(\.text))) {
            var reader = RowReader(row)
            let index = try reader.count()
            let key = try reader.text()
            guard let type = types.first(where: { $0.value == index })?.key else { continue }
            let createdAt = try reader.requiredMoment()
            groups[FactSubject(groupType: type, key: key)] = Group(
                type: type, typeIndex: index, key: key, properties: try reader.object(), createdAt: createdAt)
        }
        return groups
    }

    /// Asks PostHog again only for a type that was not there before.
    private func indexes(of types: Set<String>) async throws(EventStoreError) -> [String: Int] {
        let known = groupTypes.withLock { $0 }
        guard !types.isSubset(of: known.keys) else { return known }
        do throws(PostHogError) {
            var fetched: [String: Int] = [:]
            let all = try await caller.call { client throws(PostHogError) in try await client.groupTypes() }
            for type in all { fetched[type.name] = type.index }
            groupTypes.withLock { $0 = fetched }
            return fetched
        } catch {
            throw EventStoreError(error)
        }
    }
}
