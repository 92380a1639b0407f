import JSON

/// Works out what a file in PostHog's form comes to, entry by entry on a copy of what is stored.
///
/// The numbers of flags and cohorts in a file are those of the store it came from; they only tell which other entry of
/// the file is meant. Every entry comes after what it refers to, and is checked by the rules that saving it has.
struct DefinitionsPlanner {
    /// What a cohort of the file is known as here.
    enum CohortTarget {
        case id(Int64)
        case refused(String)
    }

    var plan = ImportPlan()
    /// The flags and cohorts as the steps so far leave them.
    var flags: [FeatureFlag]
    var flagIndexByKey: [String: Int] = [:]
    var cohorts: [Cohort]
    var cohortTargets: [Int64: CohortTarget] = [:]
    let malformed: [MalformedFlag]
    let malformedCohorts: [MalformedCohort]
    let file: DefinitionsFile
    private var lastPlaceholder: Int64 = 0

    init(_ file: DefinitionsFile, onto stored: FlagSet) {
        self.file = file
        flags = stored.flags
        cohorts = stored.cohorts
        malformed = stored.malformed
        malformedCohorts = stored.malformedCohorts
        for (index, flag) in flags.enumerated() { flagIndexByKey[flag.key] = index }
    }

    var validator: FlagValidator {
        FlagValidator(flags: flags, cohorts: cohorts, malformedCohorts: malformedCohorts)
    }

    /// Stands for the number of something new until it has one.
    mutating func nextPlaceholder() -> Int64 {
        lastPlaceholder -= 1
        return lastPlaceholder
    }
}

extension ImportPlan {
    /// What a file in PostHog's form comes to.
    public init(_ file: DefinitionsFile, onto stored: FlagSet) {
        var planner = DefinitionsPlanner(file, onto: stored)
        planner.planCohorts()
        planner.planFlags()
        let wanted = Set(file.flags.map(\.name))
        let keys =
            stored.flags.filter { !$0.archived }.map(\.key) + stored.malformed.filter { !$0.isArchived }.map(\.key)
        planner.plan.missing = keys.filter { !wanted.contains($0) }
        self = planner.plan
    }
}
