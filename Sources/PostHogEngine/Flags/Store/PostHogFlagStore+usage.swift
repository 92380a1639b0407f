public import Analytics
public import FeatureFlags

extension PostHogFlagStore: FlagStore {
    /// What this data directory keeps: PostHog lets nobody read by what a person was first bucketed.
    public func hashKeyOverrides(distinctID: String) async throws(FlagStoreError) -> [String: String] {
        try await journal.hashKeys(distinctID: distinctID)
    }

    public func keepHashKey(
        _ hashKey: String, flagKeys: [String], distinctID: String
    ) async throws(FlagStoreError) {
        // Nearly every call finds that there is nothing to keep, and must not wait for the writer.
        let known = try await journal.hashKeys(distinctID: distinctID)
        let missing = flagKeys.filter { known[$0] == nil }
        guard !missing.isEmpty else { return }
        try await journal.keepHashKey(hashKey, flagKeys: missing, distinctID: distinctID)
    }

    /// Counts no keys that no flag has; ``recordUnknownKeys(_:at:)`` does.
    public func recordEvaluations(_ counts: [String: Int], at time: Timestamp) async throws(FlagStoreError) {
        let known = byFlag(FlagCallTally(counts, at: time)).known
        guard !known.isEmpty else { return }
        try await journal.count(known, areCalls: false)
    }

    /// Counts what captured events tell of the use of flags; give each event once.
    public func recordCalls(in events: [CapturedEvent]) async throws(FlagStoreError) {
        let tally = FlagCallTally(events)
        guard !tally.calls.isEmpty else { return }
        let (known, unknown) = byFlag(tally)
        if !known.isEmpty { try await journal.count(known, areCalls: true) }
        if !unknown.isEmpty { try await journal.countUnknown(unknown) }
    }

    /// Counted by the gateways of this data directory; the last call also by PostHog.
    public func usage() async throws(FlagStoreError) -> [String: FlagUsage] {
        let counted = try await journal.usage()
        let content = try await mirror.content()
        var usage: [String: FlagUsage] = [:]
        for flag in content.flags.flags {
            let told = content.catalog.flags[flag.id]?.lastCalledAt
            let own = counted[flag.id]
            guard let last = [told, own?.lastCalledAt].compactMap(\.self).max() else { continue }
            usage[flag.key] = FlagUsage(
                evaluations: own?.evaluations ?? 0, calls: own?.calls ?? 0, lastCalledAt: last)
        }
        return usage
    }

    public func recordUnknownKeys(_ counts: [String: Int], at time: Timestamp) async throws(FlagStoreError) {
        let unknown = byFlag(FlagCallTally(counts, at: time)).unknown
        guard !unknown.isEmpty else { return }
        try await journal.countUnknown(unknown)
    }

    /// What belongs to flags there are, by their numbers, and the rest by key.
    private func byFlag(
        _ tally: FlagCallTally
    ) -> (known: [Int64: FlagCallTally.Calls], unknown: [String: FlagCallTally.Calls]) {
        let flags = mirror.look()?.flags
        var known: [Int64: FlagCallTally.Calls] = [:]
        var unknown: [String: FlagCallTally.Calls] = [:]
        for (key, calls) in tally.calls {
            if let id = flags?[key]?.id { known[id] = calls } else { unknown[key] = calls }
        }
        return (known, unknown)
    }

    public func unknownKeys(limit: Int) async throws(FlagStoreError) -> [UnknownFlagKey] {
        let flags = mirror.look()?.flags
        // A flag made in PostHog takes its key from the list as one made here does.
        return Array(
            try await journal.unknownKeys(limit: FlagJournal.maximumUnknownKeys).filter { flags?[$0.key] == nil }
                .prefix(max(0, limit)))
    }

    /// Flags with the later of PostHog's last call and this machine's.
    func withUsage(_ flags: [FeatureFlag]) async throws(FlagStoreError) -> [FeatureFlag] {
        guard !flags.isEmpty else { return [] }
        let counted = try await journal.usage()
        let catalog = mirror.look()?.catalog
        return flags.map { flag in
            var flag = flag
            flag.lastCalledAt = [
                flag.lastCalledAt, catalog?.flags[flag.id]?.lastCalledAt, counted[flag.id]?.lastCalledAt,
            ].compactMap(\.self).max()
            return flag
        }
    }
}
