import FeatureFlags
import JSON

extension FeatureFlag {
    /// Reads a flag of PostHog's CRUD API into the form in which flags of PostHog are kept.
    init(posthog json: JSON) throws(FlagProblem) {
        self = try FeatureFlag(json: json).normalizedFromPostHog()
    }

    /// Reads flags of PostHog's CRUD API; one that cannot be read is kept aside with its problem.
    static func read(posthog values: [JSON]) -> (flags: [FeatureFlag], malformed: [MalformedFlag]) {
        let read = FeatureFlag.read(values)
        return (read.flags.map { $0.normalizedFromPostHog() }, read.malformed.map(\.withoutUsage))
    }
}

extension MalformedFlag {
    /// Who asked when is no part of a flag.
    var withoutUsage: MalformedFlag {
        guard case .object(var members) = source else { return self }
        members.removeValue(forKey: "last_called_at")
        return MalformedFlag(key: key, id: id, version: version, problem: problem, source: .object(members))
    }
}

extension Cohort {
    /// Reads a cohort of PostHog's CRUD API.
    ///
    /// PostHog's `version` of a cohort counts calculations, not changes; ``FlagCatalog`` counts those.
    init(posthog json: JSON) throws(FlagProblem) {
        var cohort = try Cohort(json: json)
        cohort.version = 1
        for name in Self.changing { cohort.unknownMembers.removeValue(forKey: name) }
        self = cohort
    }

    /// Reads cohorts of PostHog's CRUD API; one that cannot be read is kept aside with its problem.
    static func read(posthog values: [JSON]) -> (cohorts: [Cohort], malformed: [MalformedCohort]) {
        var cohorts: [Cohort] = []
        var malformed: [MalformedCohort] = []
        for value in values {
            do throws(FlagProblem) {
                cohorts.append(try Cohort(posthog: value))
            } catch {
                guard let id = value["id"]?.int64Value, var members = value.objectValue else { continue }
                for name in Self.changing + ["version"] { members.removeValue(forKey: name) }
                malformed.append(MalformedCohort(id: id, problem: error, source: .object(members)))
            }
        }
        return (cohorts, malformed)
    }

    /// Whether nobody has changed the cohort from one to the other.
    func isUnchanged(from other: Cohort) -> Bool {
        name == other.name && description == other.description && isStatic == other.isStatic
            && definition == other.definition
    }

    /// Members that change without anybody changing the cohort.
    private static let changing = [
        "is_calculating", "last_calculation", "errors_calculating", "last_error_message", "last_error_at", "count",
        "pending_version", "experiment_set",
    ]
}
