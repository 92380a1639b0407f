import Analytics
public import FeatureFlags
import JSON
import PostHogClient

/// Flags that PostHog has and this gateway cannot read: PostHog changes them all the same.
extension PostHogFlagStore {
    /// A flag as PostHog has it now, which cannot be read.
    struct Unreadable: Sendable {
        let answer: PostHogFlag
        let flag: MalformedFlag
        let id: Int64
    }

    public func setArchived(
        _ isArchived: Bool, ofMalformed key: String, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> AnyFlag {
        try await writing { () async throws(FlagStoreError) in
            guard let current = try await unreadable(key, expectedVersion: expectedVersion) else {
                throw .unavailable("flag \(key) can be read by now", retryAfterSeconds: 1)
            }
            guard current.flag.isArchived != isArchived else { return .malformed(current.flag) }
            let action: FlagChange.Action = isArchived ? .archived : .restored
            return try await change(
                current, ["archived": .bool(isArchived), "active": false], action, by: origin)
        }
    }

    /// Gives a flag that cannot be read a new definition.
    func mend(
        _ current: Unreadable, with wanted: FlagDraft, _ action: FlagChange.Action, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag {
        let draft = wanted.normalized()
        let blank = FeatureFlag(id: current.id, key: current.flag.key, version: current.flag.version ?? 1)
        try await check(draft, changing: blank)
        var fields = FlagFields(flags: try await mirror.content().flags.flags).creation(draft)
        // PostHog keeps the members of filters that it is not told about.
        if case .object(var filters)? = fields["filters"] {
            for name in (current.flag.source["filters"]?.objectValue ?? [:]).keys where filters[name] == nil {
                filters[name] = .null
            }
            fields["filters"] = .object(filters)
        }
        switch try await change(current, fields, action, by: origin) {
        case .readable(let flag): return flag
        case .malformed(let flag):
            throw .failed("PostHog has made the change and its answer cannot be read: \(flag.problem.detail)")
        }
    }

    func delete(_ current: Unreadable, by origin: ChangeOrigin) async throws(FlagStoreError) {
        _ = try await change(current, ["deleted": true], .deleted, by: origin)
    }

    /// The flag with a key as PostHog has it now; nil when there is none or it can be read.
    func unreadable(_ key: String, expectedVersion: Int64?) async throws(FlagStoreError) -> Unreadable? {
        guard let id = mirror.look()?.flags.malformed.first(where: { $0.key == key })?.id else { return nil }
        let answer: PostHogFlag
        do throws(PostHogError) {
            answer = try await upstream.call { client throws(PostHogError) in
                try await client.with(deadline: Self.readTimeout).flag(id: id)
            }
        } catch {
            throw FlagStoreError(error, subject: "flag \(key)")
        }
        guard !answer.deleted, let flag = FeatureFlag.read(posthog: [answer.json]).malformed.first else { return nil }
        guard expectedVersion == nil || expectedVersion == flag.version else {
            throw .refused(
                "flag \(key) cannot be read, and it is at version \(flag.version.map(String.init) ?? "?") by now: "
                    + "\(flag.problem.field): \(flag.problem.detail)")
        }
        return Unreadable(answer: answer, flag: flag, id: id)
    }

    private func change(
        _ current: Unreadable, _ fields: JSONObject, _ action: FlagChange.Action, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> AnyFlag {
        let key = current.flag.key
        let answer: PostHogFlag
        do throws(PostHogError) {
            answer = try await upstream.call { client throws(PostHogError) in
                try await client.updateFlag(
                    id: current.id, patch: fields, version: current.flag.version, originalFlag: current.answer.json)
            }
        } catch {
            throw FlagStoreError(error, subject: "flag \(key)", key: fields["key"]?.stringValue)
        }
        let read = FeatureFlag.read(posthog: [answer.json])
        if let flag = read.flags.first, !flag.deleted {
            let noted = try await note(answer, action, instead: nil, by: origin)
            await show(noted)
            mirror.requestPoll()
            return .readable(noted)
        }
        let changed = read.malformed.first ?? current.flag
        let changes = fields.map { FieldChange(path: $0.key, old: current.flag.source[$0.key], new: $0.value) }
        let entry = JournalEntry(
            flagID: current.id, key: key, version: answer.version ?? current.flag.version ?? 1, action: action,
            origin: origin, diff: FlagDiff(changes: changes))
        await writeJournal(entry, leaving: answer.json, isDeleted: answer.deleted)
        await audit(action, ofFlag: key, by: origin)
        let isDeleted = answer.deleted
        await show("flag \(key)") { catalog in
            let now = WallClock.now
            if isDeleted {
                catalog.deleteUnreadable(current.id, key: key, version: entry.version, at: now)
            } else {
                catalog.write(changed, at: now)
            }
        }
        mirror.requestPoll()
        return .malformed(changed)
    }
}

extension FlagCatalog {
    /// Keeps that a flag is gone of which nothing else can be read.
    fileprivate mutating func deleteUnreadable(_ id: Int64, key: String, version: Int64, at time: Timestamp) {
        write(FeatureFlag(id: id, key: key, active: false, deleted: true, version: version), at: time)
    }
}
