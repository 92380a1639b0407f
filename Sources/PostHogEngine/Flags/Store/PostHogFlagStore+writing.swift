import Analytics
public import FeatureFlags
import JSON
import PostHogClient

extension PostHogFlagStore {
    /// How often a change without an expected version is tried again when somebody else changes the flag meanwhile.
    private static let attempts = 3

    public func create(_ draft: FlagDraft, by origin: ChangeOrigin) async throws(FlagStoreError) -> FeatureFlag {
        try await writing { () async throws(FlagStoreError) in
            let draft = draft.normalized()
            try await check(draft, changing: nil)
            let fields = FlagFields(flags: try await mirror.content().flags.flags).creation(draft)
            do throws(FlagStoreError) {
                let answer = try await answer(to: "flag \(draft.key)", key: draft.key) { client throws(PostHogError) in
                    try await client.createFlag(fields)
                }
                return try await record(answer, .created, instead: nil, by: origin)
            } catch {
                // The caller may have made it itself and not have got the answer; then it has to be known here.
                if case .keyTaken = error, let taken = try await fresh(key: draft.key, mayBeCopy: false) {
                    await show(taken)
                }
                throw error
            }
        }
    }

    public func update(
        key: String, expectedVersion: Int64?, with patch: FlagPatch, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag {
        if patch.replacesFilters {
            let wanted: FlagDraft
            do throws(FlagProblem) {
                wanted = try patch.applied(to: FlagDraft(key: key))
            } catch {
                throw .invalid([error])
            }
            if let flag = try await mended(key, expectedVersion, as: wanted, .updated, by: origin) { return flag }
        }
        return try await change(key: key, expectedVersion: expectedVersion, by: origin) {
            current throws(FlagStoreError) in
            do throws(FlagProblem) {
                let draft = try patch.applied(to: FlagDraft(current)).normalized()
                let action: FlagChange.Action =
                    draft.archived == current.archived ? .updated : draft.archived ? .archived : .restored
                return (action, draft)
            } catch {
                throw .invalid([error])
            }
        }
    }

    /// Gives the flag with a key a new definition if it cannot be read.
    func mended(
        _ key: String, _ expectedVersion: Int64?, as draft: FlagDraft, _ action: FlagChange.Action,
        by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag? {
        guard mirror.look()?.flags.malformed.contains(where: { $0.key == key }) == true else { return nil }
        return try await writing { () async throws(FlagStoreError) in
            guard let current = try await unreadable(key, expectedVersion: expectedVersion) else { return nil }
            return try await mend(current, with: draft, action, by: origin)
        }
    }

    public func archive(
        key: String, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag {
        try await change(key: key, expectedVersion: expectedVersion, by: origin) { current in
            var draft = FlagDraft(current)
            guard !current.archived else { return (.archived, draft) }
            draft.archived = true
            draft.active = false
            return (.archived, draft)
        }
    }

    public func restore(
        key: String, expectedVersion: Int64?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag {
        try await change(key: key, expectedVersion: expectedVersion, by: origin) { current in
            var draft = FlagDraft(current)
            draft.archived = false
            return (.restored, draft)
        }
    }

    public func delete(key: String, expectedVersion: Int64?, by origin: ChangeOrigin) async throws(FlagStoreError) {
        try await writing { () async throws(FlagStoreError) in
            if let unreadable = try await unreadable(key, expectedVersion: expectedVersion) {
                return try await delete(unreadable, by: origin)
            }
            let current = try await existing(key, expectedVersion: expectedVersion)
            let dependents = try await validator().dependents(of: current).map(\.key)
            guard dependents.isEmpty else {
                throw .refused(
                    "flag \(key) cannot be deleted while other flags ask for it: "
                        + dependents.prefix(10).joined(separator: ", "))
            }
            do throws(FlagStoreError) {
                let answer = try await patch(current, ["deleted": true])
                _ = try await record(answer, .deleted, instead: current, by: origin)
            } catch {
                // What still uses the flag is no fault of a field.
                guard case .invalid(let problems) = error else { throw error }
                throw .refused(
                    "flag \(key) cannot be deleted: " + problems.map(\.detail).joined(separator: "; "))
            }
        }
    }

    /// Makes one change of a flag, against the version PostHog has now.
    /// - Parameter change: the flag it is to become; the same again changes nothing.
    func change(
        key: String, expectedVersion: Int64?, by origin: ChangeOrigin,
        _ change: (FeatureFlag) throws(FlagStoreError) -> (FlagChange.Action, FlagDraft)
    ) async throws(FlagStoreError) -> FeatureFlag {
        try await writing { () async throws(FlagStoreError) in
            var attempt = 1
            while true {
                let current = try await existing(key, expectedVersion: expectedVersion)
                let (action, draft) = try change(current)
                guard !draft.isEquivalent(to: FlagDraft(current)) else { return try await withUsage([current])[0] }
                try await check(draft, changing: current)
                let fields = FlagFields(flags: try await mirror.content().flags.flags)
                    .change(from: FlagDraft(current), to: draft)
                do throws(FlagStoreError) {
                    let answer = try await patch(current, fields, key: draft.key)
                    let changed = try await record(answer, action, instead: current, by: origin)
                    return try await withUsage([changed])[0]
                } catch {
                    guard case .stale = error, expectedVersion == nil, attempt < Self.attempts else { throw error }
                    attempt += 1
                }
            }
        }
    }

    /// One write at a time in this data directory: PostHog itself compares versions only for fields that clash
    /// (PostHog API facts §7.6).
    func writing<Value>(
        _ body: () async throws(FlagStoreError) -> Value
    ) async throws(FlagStoreError) -> Value {
        let hold: SharedLock.Hold?
        do throws(LocalFileError) {
            hold = try await writeLock.hold(within: Self.patience)
        } catch {
            throw .failed(error.description)
        }
        guard let hold else {
            throw .unavailable("other writes of flags are still under way", retryAfterSeconds: 2)
        }
        defer { withExtendedLifetime(hold) {} }
        return try await body()
    }

    /// The flag with a key as PostHog has it now, at the version the caller knows.
    func existing(_ key: String, expectedVersion: Int64?) async throws(FlagStoreError) -> FeatureFlag {
        guard let flag = try await fresh(key: key, mayBeCopy: false) else { throw .notFound("flag \(key)") }
        guard expectedVersion == nil || expectedVersion == flag.version else {
            throw .stale(current: try await withUsage([flag])[0])
        }
        return flag
    }

    /// Sends changed fields together with what they were changed from.
    /// - Parameter limit: how long the call may take; nil leaves it to the client.
    func patch(
        _ current: FeatureFlag, _ fields: JSONObject, key: String? = nil, within limit: Duration? = nil
    ) async throws(FlagStoreError) -> PostHogFlag {
        do throws(PostHogError) {
            return try await upstream.call { client throws(PostHogError) in
                try await client.with(deadline: limit).updateFlag(
                    id: current.id, patch: fields, version: current.version, originalFlag: current.json)
            }
        } catch {
            guard error.kind == .conflict else {
                throw FlagStoreError(error, subject: "flag \(current.key)", key: key)
            }
            guard let now = try await fresh(id: current.id, mayBeCopy: false) else {
                throw .notFound("flag \(current.key)")
            }
            // An approval that is pending is a conflict too, and leaves the version as it is (§7.6).
            guard now.version != current.version else {
                throw FlagStoreError(error, subject: "flag \(current.key)", key: key)
            }
            throw .stale(current: try await withUsage([now])[0])
        }
    }

    func answer(
        to subject: String, key: String,
        _ body: @Sendable (PostHogClient) async throws(PostHogError) -> PostHogFlag
    ) async throws(FlagStoreError) -> PostHogFlag {
        do throws(PostHogError) {
            return try await upstream.call(body)
        } catch {
            throw FlagStoreError(error, subject: subject, key: key)
        }
    }

    /// Notes a change that PostHog has made, here and for every reader.
    private func record(
        _ answer: PostHogFlag, _ action: FlagChange.Action, instead old: FeatureFlag?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag {
        let flag = try await note(answer, action, instead: old, by: origin)
        await show(flag)
        mirror.requestPoll()
        return flag
    }

    /// Notes a change that PostHog has made in the journal and in the audit log.
    /// - Returns: the flag, for the copy that everybody reads.
    func note(
        _ answer: PostHogFlag, _ action: FlagChange.Action, instead old: FeatureFlag?, by origin: ChangeOrigin
    ) async throws(FlagStoreError) -> FeatureFlag {
        var flag: FeatureFlag
        do throws(FlagProblem) {
            flag = try FeatureFlag(posthog: answer.json)
        } catch {
            throw .failed("PostHog has made the change and its answer cannot be read: \(error.detail)")
        }
        if flag.deleted, let old { flag.key = old.key }
        let entry = JournalEntry(
            flagID: flag.id, key: flag.key, version: flag.version, action: action, origin: origin,
            diff: FlagDiff(from: old, to: action == .deleted ? old.map(\.asDeleted) : flag))
        let attributed = await writeJournal(entry, leaving: flag)
        await audit(action, ofFlag: attributed.key, by: origin)
        return attributed
    }
}

extension FeatureFlag {
    fileprivate var asDeleted: FeatureFlag {
        var flag = self
        flag.deleted = true
        return flag
    }
}
