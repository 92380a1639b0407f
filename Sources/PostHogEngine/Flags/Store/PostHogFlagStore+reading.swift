import Analytics
public import FeatureFlags
import JSON
import PostHogClient

extension PostHogFlagStore {
    public func snapshot() async throws(FlagStoreError) -> FlagSnapshot {
        noted(try await mirror.content())
    }

    /// The flags an answer is made of. When PostHog no longer confirms them, their age is noted in `AnswerQuality`, for
    /// the answer to tell (DESIGN §4.12).
    @discardableResult
    func noted(_ content: FlagMirror.Content) -> FlagSnapshot {
        let now = WallClock.now
        let snapshot = FlagSnapshot(
            flags: content.flags, source: mirror.source(of: content),
            confirmedAt: mirror.clock.wallTime(of: content.confirmedAt))
        if snapshot.source != .live { AnswerQuality.current?.note(flagsAgeSeconds: snapshot.ageSeconds(at: now)) }
        return snapshot
    }

    public func flag(key: String) async throws(FlagStoreError) -> FeatureFlag? {
        guard let flag = try await fresh(key: key, mayBeCopy: true) else { return nil }
        return try await withUsage([flag]).first
    }

    public func flag(id: Int64) async throws(FlagStoreError) -> FeatureFlag? {
        guard let flag = try await fresh(id: id, mayBeCopy: true) else { return nil }
        return try await withUsage([flag]).first
    }

    /// Answered from the definitions and the catalogue, so that a list costs PostHog nothing.
    ///
    /// Of deleted flags those are known that were deleted through this gateway; PostHog lists none.
    public func flags(matching query: FlagQuery) async throws(FlagStoreError) -> FlagPage {
        let content = try await mirror.content()
        noted(content)
        var flags = query.deleted == .only ? [] : content.flags.flags
        if query.deleted != .excluded { flags += content.catalog.flags.values.filter(\.deleted) }
        flags = flags.filter(query.matches).sorted { $0.id < $1.id }
        let page = flags.dropFirst(max(0, query.offset)).prefix(max(0, query.limit))
        return FlagPage(
            flags: try await withUsage(Array(page)), malformed: content.flags.malformed.filter(query.matches),
            total: flags.count)
    }

    /// The flag as PostHog has it now.
    /// - Parameter mayBeCopy: whether a copy will do while PostHog cannot be reached.
    func fresh(key: String, mayBeCopy: Bool) async throws(FlagStoreError) -> FeatureFlag? {
        // Without definitions the flag is asked for by its key.
        let known = mirror.look()
        if let id = known?.flags[key]?.id {
            if let flag = try await fresh(id: id, mayBeCopy: mayBeCopy), !flag.deleted, flag.key == key { return flag }
        } else if known?.flags.malformed.contains(where: { $0.key == key }) == true {
            throw unreadable(key)
        } else if let known, mayBeCopy, mirror.source(of: known) == .live {
            // Asking PostHog for every wrong key would cost a call each; the list is at most one interval old.
            return nil
        }
        let answer = await upstream.result { client throws(PostHogError) in
            try await client.with(deadline: Self.readTimeout).flag(key: key)
        }
        switch answer {
        case .success(let found):
            guard let found, !found.deleted else { return nil }
            return try await kept(found)
        case .failure(let error):
            guard mayBeCopy, known != nil, error.isTransient else {
                throw FlagStoreError(error, subject: "flag \(key)")
            }
            return nil
        }
    }

    /// The flag as PostHog has it now, archived and deleted ones included.
    func fresh(id: Int64, mayBeCopy: Bool) async throws(FlagStoreError) -> FeatureFlag? {
        let copy = copy(id: id)
        if mayBeCopy, let copy, mirror.isOutage {
            if let content = mirror.look() { noted(content) }
            return copy
        }
        let answer = await upstream.result { client throws(PostHogError) in
            try await client.with(deadline: Self.readTimeout).flag(id: id)
        }
        switch answer {
        case .success(let found): return try await kept(found)
        case .failure(let error):
            // PostHog removes a deleted flag for good when its key is used again.
            if error.kind == .notFound { return copy?.deleted == true ? copy : nil }
            guard mayBeCopy, let copy, error.isTransient else {
                throw FlagStoreError(error, subject: "flag \(id)")
            }
            if let content = mirror.look() { noted(content) }
            return copy
        }
    }

    /// What is known of a flag without asking.
    private func copy(id: Int64) -> FeatureFlag? {
        guard let content = mirror.look() else { return nil }
        return content.flags.flags.first { $0.id == id } ?? content.catalog.flags[id]
    }

    /// Reads a flag PostHog has just sent, and keeps it when it is newer than what is known.
    func kept(_ answer: PostHogFlag) async throws(FlagStoreError) -> FeatureFlag {
        let flag = try await read(answer)
        guard let content = mirror.look(), (content.catalog.flags[flag.id]?.version ?? -1) < flag.version else {
            return flag
        }
        await show("flag \(flag.key)") { catalog in
            guard (catalog.flags[flag.id]?.version ?? -1) < flag.version else { return }
            catalog.flags[flag.id] = flag
        }
        return flag
    }

    /// Reads a flag of PostHog's and says who of the gateway's callers made it what it is.
    func read(_ answer: PostHogFlag) async throws(FlagStoreError) -> FeatureFlag {
        let flag: FeatureFlag
        do throws(FlagProblem) {
            flag = try FeatureFlag(posthog: answer.json)
        } catch {
            throw .failed("flag \(answer.key) cannot be read: \(error.field): \(error.detail)")
        }
        return flag.attributed(try await journal.changes(flagID: flag.id))
    }

    private func unreadable(_ key: String) -> FlagStoreError {
        let problem = mirror.look()?.flags.malformed.first { $0.key == key }?.problem
        let reason = problem.map { "\($0.field): \($0.detail)" } ?? ""
        return .refused("flag \(key) cannot be read: \(reason); replace it, revert it or delete it")
    }
}

extension FeatureFlag {
    /// The flag with the gateway's callers in the place of the owner of its key, wherever the journal knows them.
    func attributed(_ journal: [Int64: JournalEntry]) -> FeatureFlag {
        var flag = self
        if let creation = journal[1], creation.action == .created {
            flag.createdBy = creation.origin.actor
            flag.createdAt = creation.origin.time
        }
        if let last = journal[version] {
            flag.lastModifiedBy = last.origin.actor
            flag.updatedAt = last.origin.time
        }
        return flag
    }
}
