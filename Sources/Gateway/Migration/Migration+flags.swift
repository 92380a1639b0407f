import FeatureFlags
import JSON
import SQLiteEngine

extension Migration {
    /// Tells what becomes of flags and cohorts.
    func report(_ plan: ImportPlan) {
        report("Cohorts", plan.cohorts)
        report("Flags", plan.flags)
    }

    private func report(_ kind: String, _ part: ImportPlan.Part) {
        console.say(
            "\(kind): \(part.created.count) to create, \(part.changed.count) differ, \(part.unchanged.count) are equal, "
                + "\(Set(part.refused.map(\.name)).count) cannot be moved")
        for name in part.created { console.say("  create \(name)") }
        for change in part.changed {
            console.say("  \(options.overwritesFlags ? "change" : "differs, stays as PostHog has it:") \(change.name)")
            for field in change.changes {
                console.say(
                    "    \(field.path): here \(field.new?.text ?? "absent"), PostHog \(field.old?.text ?? "absent")")
            }
        }
        for refusal in part.refused {
            console.say("  cannot be moved: \(refusal.name), \(refusal.field): \(refusal.detail)")
        }
    }

    /// Creates cohorts and flags, and changes those that differ if that was asked for.
    mutating func carryOut(_ plan: ImportPlan, with flags: MigrationFlags) async throws(MigrationError) {
        if !plan.isComplete { hasLeftOut = true }
        var references = ImportReferences()
        var made = 0
        for step in plan.steps {
            switch step {
            case .updateCohort, .updateFlag:
                guard options.overwritesFlags else {
                    hasLeftOut = true
                    continue
                }
            case .createCohort, .createFlag: break
            }
            do throws(FlagStoreError) {
                try await flags.carryOut(step, with: &references)
                made += 1
            } catch {
                switch error {
                case .unavailable, .upstream, .failed: throw MigrationError(error)
                default:
                    hasLeftOut = true
                    console.complain("\(step.subject) cannot be moved: \(error)")
                }
            }
        }
        if made > 0 { console.say("Written: \(made) flags and cohorts") }
        for (name, count) in try await staticCohorts() {
            hasLeftOut = true
            console.complain(
                "the static cohort \(name) lists \(count) persons, which are not moved: import its list in PostHog")
        }
    }

    /// How many persons static cohorts list; lists name persons, which an import of definitions does not carry.
    private func staticCohorts() async throws(MigrationError) -> [(String, Int)] {
        do throws(FlagStoreError) {
            let counts = try await source.memberCounts()
            guard !counts.isEmpty else { return [] }
            return try await source.cohorts().compactMap { cohort in
                counts[cohort.id].map { (cohort.name, $0) }
            }
        } catch {
            throw MigrationError(error)
        }
    }
}

extension ImportStep {
    fileprivate var subject: String {
        switch self {
        case .createCohort(_, let cohort), .updateCohort(let cohort): "the cohort \(cohort.name)"
        case .createFlag(_, let draft), .updateFlag(_, let draft): "the flag \(draft.key)"
        }
    }
}
