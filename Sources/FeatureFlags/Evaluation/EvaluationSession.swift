import BasicContainers

/// What the evaluation of some flags for one context keeps, so that outcomes several flags ask for are worked out once.
///
/// Its lists cannot be copied, so that a session of a single flag, which keeps nothing, counts no references either.
struct EvaluationSession: ~Copyable {
    let tracer: EvaluationTracer?
    /// Outcomes of flags that others ask for, by place in the flag set; empty until a flag depends on another.
    var verdicts = UniqueArray<FlagVerdict?>()
    var cohortOutcomes = UniqueArray<Bool?>()
    /// By place in the plan; empty when nothing is remembered, as for a single flag.
    var propertyOutcomes: UniqueArray<PropertyOutcome>
    /// Of the distinct id; nil for a single flag.
    private var rollouts: BucketBatches?
    private var variants: BucketBatches?

    enum PropertyOutcome: UInt8 {
        case unknown
        case holds
        case fails
    }

    /// For a single flag, which gains nothing from what is worked out for many at once.
    init(tracer: EvaluationTracer? = nil) {
        self.tracer = tracer
        propertyOutcomes = UniqueArray()
    }

    init(manyOf plan: FlagPlan, for distinctID: String) {
        tracer = nil
        propertyOutcomes = UniqueArray(repeating: .unknown, count: plan.properties.count)
        guard !distinctID.isEmpty else { return }
        rollouts = BucketBatches(plan.rolloutHeads, distinctID, .rollout)
        variants = BucketBatches(plan.variantHeads, distinctID, .variant)
    }

    /// What a flag came out as that was worked out because others ask for it.
    func verdict(about place: Int) -> FlagVerdict? {
        place >= 0 && place < verdicts.count ? verdicts[place] : nil
    }

    /// A hash of the distinct id for a flag; nil where it is not worked out for many flags at once.
    mutating func hash(_ purpose: BucketHash.Purpose, _ flag: CompiledFlag, _ plan: FlagPlan) -> Double? {
        switch purpose {
        case .rollout: flag.rolloutHead.flatMap { rollouts?.value(Int($0), plan.rolloutHeads) }
        case .variant: flag.variantHead.flatMap { variants?.value(Int($0), plan.variantHeads) }
        }
    }
}
