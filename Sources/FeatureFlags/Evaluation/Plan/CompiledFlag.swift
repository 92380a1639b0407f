/// A flag ready for evaluation.
///
/// It holds numbers only, everything else by its place in a list of the ``FlagPlan``: flags are evaluated by the hundred,
/// and counting references would cost more than deciding. The numbers are small, so that hundreds of flags fit the
/// processor's nearest memory.
struct CompiledFlag: Sendable {
    let isActive: Bool
    /// Whether the flag is meant for every runtime and every evaluation context.
    let isForEveryCaller: Bool
    /// Whether a flag asked for, directly or not, is missing or depends on this one.
    let lacksDependency: Bool
    let earlyExit: Bool
    let isBucketedByDevice: Bool
    let ensuresContinuity: Bool
    /// Neither of the two; of no matter for condition sets that look at a group.
    var isBucketedByDistinctID: Bool { !isBucketedByDevice && !ensuresContinuity }
    let groupTypeIndex: Int?
    /// Set when the definition as a whole cannot be evaluated.
    let problem: Int32?
    /// The name of the property by which persons enrol themselves.
    let enrollmentKey: Int32?
    /// The older form of enrolment.
    let superCondition: Int32?
    /// The share of the identifiers that are held out; nil without a holdout.
    let holdoutShare: Double?
    let conditions: PlaceRange
    /// The key and a dot: the start of every text hashed.
    let hashPrefix: PlaceRange
    /// The same in ``FlagPlan/rolloutHeads`` and in ``FlagPlan/variantHeads``; nil where the flag needs no such hash of the
    /// distinct id, or its key is too long.
    let rolloutHead: Int32?
    let variantHead: Int32?
    /// The ends of the variants' shares of the hashes, exclusive.
    let bounds: PlaceRange
    /// On without a variant, each variant, and last what users held out get.
    let outcomes: PlaceRange
    /// The flags this one asks for directly, by their places in the flag set.
    let dependencies: PlaceRange
}
