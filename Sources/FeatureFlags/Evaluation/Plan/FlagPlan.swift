import JSON

/// Everything about the flags of a set that their evaluation needs, in lists that refer to each other by place.
///
/// Filters that are written alike in several flags are one property here, so that a session compares it once.
final class FlagPlan: Sendable {
    /// In the order of the set.
    let flags: [CompiledFlag]
    let conditions: [CompiledCondition]
    let requirements: [CompiledRequirement]
    let properties: PlanProperties
    /// Whether a filter's outcome changes as time goes by.
    let hasRelativeDates: Bool
    let flagRequirements: [FlagRequirement]
    let cohortRequirements: [CohortRequirement]
    let outcomes: [FlagOutcome]
    let bounds: [Double]
    let dependencies: [Int]
    let problems: [FlagProblem]
    let enrollmentKeys: [String]
    let hashPrefixes: HashPrefixes
    let rolloutHeads: BucketHeads
    let variantHeads: BucketHeads

    /// - Parameters:
    ///   - parts: what the compiler made of each flag.
    ///   - lacking: for each flag whether it lacks a dependency.
    init(_ parts: [FlagCompiler.Parts], lacking: [Bool]) {
        var builder = FlagPlanBuilder()
        for (parts, isLacking) in zip(parts, lacking) { builder.append(parts, lacksDependency: isLacking) }
        flags = builder.flags
        conditions = builder.conditions
        requirements = builder.requirements
        properties = PlanProperties(builder.properties)
        hasRelativeDates = builder.properties.contains(where: \.isRelativeDate)
        flagRequirements = builder.flagRequirements
        cohortRequirements = builder.cohortRequirements
        outcomes = builder.outcomes
        bounds = builder.bounds
        dependencies = builder.dependencies
        problems = builder.problems
        enrollmentKeys = builder.enrollmentKeys
        hashPrefixes = HashPrefixes(builder.hashPrefixes)
        rolloutHeads = builder.rolloutHeads
        variantHeads = builder.variantHeads
    }

    /// The places of the flags one asks for directly.
    func dependencies(of flag: Int) -> ArraySlice<Int> {
        dependencies[flags[flag].dependencies.places]
    }
}
