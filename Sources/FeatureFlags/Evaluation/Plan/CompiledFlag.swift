import OrderedCollections

/// A flag ready for evaluation; a class, so that evaluating it copies nothing.
final class CompiledFlag: Sendable {
    struct Variant: Sendable {
        let key: String
        /// The end of the variant's share of the hashes, exclusive.
        let upperBound: Double
    }

    let flag: FeatureFlag
    let id: Int64
    let key: String
    let version: Int64
    let isActive: Bool
    private let runtime: EvaluationRuntime
    private let evaluationContexts: [String]
    /// The key and a dot: the start of every text hashed.
    let hashPrefix: [UInt8]
    let conditions: [CompiledCondition]
    /// The older form of enrolment.
    let superCondition: CompiledCondition?
    let enrollmentKey: String?
    let holdout: FlagHoldout?
    let variants: [Variant]
    let payloads: OrderedDictionary<String, String>
    let groupTypeIndex: Int?
    let earlyExit: Bool
    let isBucketedByDevice: Bool
    let ensuresContinuity: Bool
    /// The flags this one asks for directly, by their places in the flag set.
    let dependencies: [Int]
    /// Whether a flag asked for, directly or not, is missing or depends on this one.
    let lacksDependency: Bool
    /// Set when the definition as a whole cannot be evaluated.
    let problem: FlagProblem?

    init(_ parts: FlagCompiler.Parts, lacksDependency: Bool) {
        flag = parts.flag
        id = parts.flag.id
        key = parts.flag.key
        version = parts.flag.version
        isActive = parts.flag.active
        runtime = parts.flag.evaluationRuntime
        evaluationContexts = parts.flag.evaluationContexts
        hashPrefix = Array("\(parts.flag.key).".utf8)
        conditions = parts.conditions
        superCondition = parts.superCondition
        enrollmentKey = parts.flag.filters.featureEnrollment ? "$feature_enrollment/\(parts.flag.key)" : nil
        holdout = parts.flag.filters.holdout
        variants = parts.variants
        payloads = parts.flag.filters.payloads
        groupTypeIndex = parts.flag.filters.aggregationGroupTypeIndex
        earlyExit = parts.flag.filters.earlyExit
        isBucketedByDevice = parts.flag.bucketingIdentifier == .deviceID
        ensuresContinuity = parts.flag.ensureExperienceContinuity
        dependencies = parts.dependencies
        self.lacksDependency = lacksDependency
        problem = parts.problem
    }

    /// Whether the flag is meant for where the context's caller runs and for one of the contexts it belongs to
    /// (PostHog API facts §9.2).
    func isAvailable(in context: EvaluationContext) -> Bool {
        (runtime == .all || runtime.allows(context.runtime))
            && (evaluationContexts.isEmpty || evaluationContexts.contains { context.evaluationContexts.contains($0) })
    }
}
