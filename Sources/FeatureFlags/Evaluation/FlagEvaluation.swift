/// The verdict about one flag for one context.
public struct FlagEvaluation: Sendable, Equatable {
    private let flagSet: FlagSet
    private let verdict: FlagVerdict
    /// What was compared; only on request.
    public let trace: EvaluationTrace?

    init(_ flagSet: FlagSet, _ verdict: FlagVerdict, trace: EvaluationTrace? = nil) {
        self.flagSet = flagSet
        self.verdict = verdict
        self.trace = trace
    }

    public var key: String { flag?.key ?? malformed?.key ?? "" }
    public var flagID: Int64 { flag?.id ?? malformed?.id ?? 0 }
    public var version: Int64 { flag?.version ?? 0 }
    public var enabled: Bool { verdict.isOn }
    /// Nil for a flag that is off and for one without variants.
    public var variant: String? { outcome?.variant }
    /// JSON text, as it is stored; nil when the outcome has none.
    public var payload: String? { outcome?.payload }
    public var reason: EvaluationReason { verdict.reason }
    /// Whether the flag is remote configuration with encrypted payloads: PostHog gives it to nobody but who asks for this
    /// one payload with a key of their own (PostHog API facts §7.5).
    public var isConfidential: Bool {
        // Asked of every flag of an answer: two members are read in place, where a flag would be copied.
        place < flagSet.flags.count && flagSet.flags[place].isRemoteConfiguration
            && flagSet.flags[place].hasEncryptedPayloads
    }

    /// Set when the flag could not be evaluated at all; then it is off.
    public var failure: FlagProblem? {
        guard verdict.code == .malformed else { return nil }
        return verdict.problem < 0 ? malformed?.problem : flagSet.plan.problems[Int(verdict.problem)]
    }

    public static func == (left: FlagEvaluation, right: FlagEvaluation) -> Bool {
        left.key == right.key && left.flagID == right.flagID && left.version == right.version
            && left.enabled == right.enabled && left.variant == right.variant && left.payload == right.payload
            && left.reason == right.reason && left.failure == right.failure && left.trace == right.trace
    }

    private var place: Int { Int(verdict.flag) }

    private var flag: FeatureFlag? {
        place < flagSet.flags.count ? flagSet.flags[place] : nil
    }

    private var malformed: MalformedFlag? {
        place < flagSet.flags.count ? nil : flagSet.malformed[place - flagSet.flags.count]
    }

    private var outcome: FlagOutcome? {
        verdict.isOn ? flagSet.plan.outcomes[Int(verdict.outcome)] : nil
    }
}
