/// A flag ready for evaluation.
///
/// It holds numbers only, everything else by its place in a list of the ``FlagPlan``: flags are evaluated by the hundred,
/// and counting references would cost more than deciding.
struct CompiledFlag: Sendable {
    let isActive: Bool
    /// Whether the flag is meant for every runtime and every evaluation context.
    let isForEveryCaller: Bool
    /// Whether a flag asked for, directly or not, is missing or depends on this one.
    let lacksDependency: Bool
    let earlyExit: Bool
    let isBucketedByDevice: Bool
    let ensuresContinuity: Bool
    let groupTypeIndex: Int?
    /// Set when the definition as a whole cannot be evaluated.
    let problem: Int?
    /// The name of the property by which persons enrol themselves.
    let enrollmentKey: Int?
    /// The older form of enrolment.
    let superCondition: Int?
    /// The share of the identifiers that are held out; nil without a holdout.
    let holdoutShare: Double?
    let conditions: Range<Int>
    /// The key and a dot: the start of every text hashed.
    let hashPrefix: Range<Int>
    /// The ends of the variants' shares of the hashes, exclusive.
    let bounds: Range<Int>
    /// On without a variant, each variant, and last what users held out get.
    let outcomes: Range<Int>
    /// The flags this one asks for directly, by their places in the flag set.
    let dependencies: Range<Int>
}
