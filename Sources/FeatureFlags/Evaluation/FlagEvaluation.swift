/// The verdict about one flag for one context.
public struct FlagEvaluation: Sendable, Equatable {
    public let key: String
    public let flagID: Int64
    public let version: Int64
    public let enabled: Bool
    /// Nil for a flag that is off and for one without variants.
    public let variant: String?
    /// JSON text, as it is stored; nil when the outcome has none.
    public let payload: String?
    public let reason: EvaluationReason
    /// Rarely there, so kept aside: verdicts are made by the hundred.
    private let details: Details?

    public init(
        key: String, flagID: Int64, version: Int64, enabled: Bool, variant: String? = nil, payload: String? = nil,
        reason: EvaluationReason, failure: FlagProblem? = nil, trace: EvaluationTrace? = nil
    ) {
        self.key = key
        self.flagID = flagID
        self.version = version
        self.enabled = enabled
        self.variant = variant
        self.payload = payload
        self.reason = reason
        details = failure == nil && trace == nil ? nil : Details(failure: failure, trace: trace)
    }

    /// Set when the flag could not be evaluated at all; then it is off.
    public var failure: FlagProblem? { details?.failure }

    /// What was compared; only on request.
    public var trace: EvaluationTrace? { details?.trace }

    private final class Details: Sendable, Equatable {
        let failure: FlagProblem?
        let trace: EvaluationTrace?

        init(failure: FlagProblem?, trace: EvaluationTrace?) {
            self.failure = failure
            self.trace = trace
        }

        static func == (left: Details, right: Details) -> Bool {
            left.failure == right.failure && left.trace == right.trace
        }
    }
}
