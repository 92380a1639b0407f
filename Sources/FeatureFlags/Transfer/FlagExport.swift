public import JSON

/// Everything a team keeps of its flags in one file: `{"flags":[…],"cohorts":[…]}` in PostHog's form.
///
/// A flag that cannot be read is in `malformed` with its definition as stored, and a cohort in `malformed_cohorts`, so
/// that nothing is lost silently. The lists of static cohorts are not part of it, as they name persons.
public struct FlagExport: Sendable {
    public let flags: [FeatureFlag]
    public let malformed: [MalformedFlag]
    public let cohorts: [Cohort]
    public let malformedCohorts: [MalformedCohort]

    public init(_ set: FlagSet, includesArchived: Bool) {
        flags = set.flags.filter { includesArchived || !$0.archived }
        malformed = set.malformed.filter { includesArchived || !$0.isArchived }
        cohorts = set.cohorts
        malformedCohorts = set.malformedCohorts
    }

    public var json: JSON {
        var members: JSONObject = [
            "flags": .array(flags.map(\.json)), "cohorts": .array(cohorts.map(\.json)),
        ]
        if !malformed.isEmpty { members["malformed"] = .array(malformed.map(\.source)) }
        if !malformedCohorts.isEmpty { members["malformed_cohorts"] = .array(malformedCohorts.map(\.source)) }
        return .object(members)
    }
}
