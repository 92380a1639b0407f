import Analytics
public import FeatureFlags
import JSON
import PostHogClient

extension PostHogFlagStore {
    /// The newest pages of a flag's activity log that are read from PostHog, and the entries of each.
    private static let activityPages = 10
    private static let activityPage = 100

    /// PostHog's activity log, with the callers and reasons of the gateway's own changes.
    ///
    /// The number of a change is the version it made.
    public func history(
        key: String, limit: Int, before: Int64?
    ) async throws(FlagStoreError) -> [FlagChange] {
        guard let id = try await idEver(ofKey: key) else { throw .notFound("flag \(key)") }
        let journal = try await journal.changes(flagID: id)
        let activities = try await activities(flagID: id)
        let changes = FlagHistory(flagID: id, key: key, activities: activities, journal: journal).changes
        return Array(changes.filter { change in before.map { change.id < $0 } ?? true }.prefix(max(0, limit)))
    }

    public func flag(key: String, version: Int64) async throws(FlagStoreError) -> FeatureFlag? {
        guard let id = try await idEver(ofKey: key) else { return nil }
        return try await flag(id: id, version: version)
    }

    public func revert(
        key: String, to version: Int64, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag {
        let isUnreadable = mirror.look()?.flags.malformed.contains { $0.key == key } == true
        let current = isUnreadable ? nil : try await fresh(key: key, mayBeCopy: false)
        guard let id = try await isUnreadable ? idEver(ofKey: key) : current?.id else {
            throw .notFound("flag \(key)")
        }
        guard let target = try await flag(id: id, version: version) else {
            throw .notFound("version \(version) of flag \(key)")
        }
        if let flag = try await mended(key, expectedVersion, as: FlagDraft(target), .reverted, by: origin) {
            return flag
        }
        return try await change(key: key, expectedVersion: expectedVersion, by: origin) { _ in
            (.reverted, FlagDraft(target).normalized())
        }
    }

    private func flag(id: Int64, version: Int64) async throws(FlagStoreError) -> FeatureFlag? {
        guard version > 0 else { return nil }
        if let flag = try await journal.flag(id: id, version: version) { return flag }
        let answer = await upstream.result { client throws(PostHogError) in
            try await client.flag(id: id, version: version)
        }
        switch answer {
        case .success(let answer):
            var flag = try await read(answer)
            flag.version = version
            return flag
        case .failure(let error):
            guard error.kind != .notFound, error.kind != .validation else { return nil }
            throw FlagStoreError(error, subject: "version \(version) of flag \(id)")
        }
    }

    /// The number of the flag that has a key, or had it last.
    private func idEver(ofKey key: String) async throws(FlagStoreError) -> Int64? {
        let content = mirror.look()
        if let id = content?.flags[key]?.id { return id }
        if let id = content?.flags.malformed.first(where: { $0.key == key })?.id { return id }
        if let id = content?.catalog.flag(key: key, deleted: true)?.id { return id }
        if let id = try await journal.flagID(lastKey: key), copyKey(of: id) == key { return id }
        return try await fresh(key: key, mayBeCopy: true)?.id
    }

    /// The key a flag has now, as far as it is known; a flag that was renamed no longer answers to its old key.
    private func copyKey(of id: Int64) -> String? {
        mirror.look().flatMap { content in
            (content.flags.flags.first { $0.id == id } ?? content.catalog.flags[id])?.key
        }
    }

    /// The changes PostHog knows, newest first; none of a flag that PostHog has removed for good.
    private func activities(flagID id: Int64) async throws(FlagStoreError) -> [FlagActivity] {
        var activities: [FlagActivity] = []
        for page in 1...Self.activityPages {
            let answer: PostHogActivityPage
            do throws(PostHogError) {
                answer = try await upstream.call { client throws(PostHogError) in
                    try await client.flagActivity(id: id, page: page, limit: Self.activityPage)
                }
            } catch {
                if error.kind == .notFound { break }
                throw FlagStoreError(error, subject: "flag \(id)")
            }
            activities += answer.entries.compactMap { FlagActivity($0.json) }
            guard answer.entries.count == Self.activityPage else { break }
        }
        return activities
    }
}
