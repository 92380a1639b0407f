import FeatureFlags
import JSON
import PostHogClient

extension PostHogFlagStore {
    /// Rules that depend on other flags and cohorts, of which this machine may not know the newest yet.
    private static let rulesAboutOthers: Set<String> = [
        "flag exists", "cohort_does_not_exist", "active", "a variant", "behavioral_cohort_found",
    ]

    /// Checks a draft by the rules of flags before PostHog does, because PostHog names only the first field
    /// (PostHog API facts §1.3).
    ///
    /// Whether a key is free is PostHog's to say. What other flags and cohorts forbid is believed only after they were
    /// read anew.
    /// - Parameter fresh: flags that are made and not yet in the copy.
    func check(
        _ draft: FlagDraft, changing current: FeatureFlag?, with fresh: [FeatureFlag] = []
    ) async throws(FlagStoreError) {
        var problems = try await problems(with: draft, changing: current, fresh)
        if problems.contains(where: { Self.rulesAboutOthers.contains($0.rule) }) {
            await mirror.poll(.write)
            // While PostHog cannot be asked, what was read last decides.
            _ = try? await mirror.readCohortsAnew()
            problems = try await self.problems(with: draft, changing: current, fresh)
        }
        let isTaken = problems.contains { $0.rule == "unique" && $0.field == "key" }
        problems.removeAll { $0.rule == "unique" && $0.field == "key" }
        guard problems.isEmpty else { throw .invalid(problems) }
        if isTaken, let taken = try await self.fresh(key: draft.key, mayBeCopy: false), taken.id != current?.id {
            throw .keyTaken(draft.key)
        }
    }

    func validator(with fresh: [FeatureFlag] = []) async throws(FlagStoreError) -> FlagValidator {
        let flags = try await mirror.content().flags
        guard !fresh.isEmpty else { return FlagValidator(flags) }
        let ids = Set(fresh.map(\.id))
        return FlagValidator(
            flags: flags.flags.filter { !ids.contains($0.id) } + fresh, cohorts: flags.cohorts,
            malformedCohorts: flags.malformedCohorts)
    }

    private func problems(
        with draft: FlagDraft, changing current: FeatureFlag?, _ fresh: [FeatureFlag]
    ) async throws(FlagStoreError) -> [FlagProblem] {
        try await validator(with: fresh).problems(with: draft, changing: current)
    }
}
