import FeatureFlags
import JSON
import SQLiteEngine

extension Migration {
    /// Tells what becomes of flags and cohorts.
    func report(_ plan: ImportPlan, of export: FlagExport) {
        report("Cohorts", plan.cohorts, unreadable: export.malformedCohorts.count)
        for cohort in export.malformedCohorts { reportUnreadable(cohort.name, cohort.problem) }
        report("Flags", plan.flags, unreadable: export.malformed.count)
        for flag in export.malformed { reportUnreadable(flag.key, flag.problem) }
    }

    private func reportUnreadable(_ name: String, _ problem: FlagProblem) {
        console.say(
            "  cannot be moved, since it cannot be read: \(name), \(problem.field) (\(problem.rule)): \(problem.detail)"
        )
    }

    private func report(_ kind: String, _ part: ImportPlan.Part, unreadable: Int) {
        console.say(
            "\(kind): \(part.created.count) to create, \(part.changed.count) differ, \(part.unchanged.count) are equal, "
                + "\(Set(part.refused.map(\.name)).count + unreadable) cannot be moved")
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
    /// - Returns: the numbers of what was made.
    mutating func carryOut(
        _ plan: ImportPlan, with flags: MigrationFlags
    ) async throws(MigrationError) -> ImportReferences {
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
        return references
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
