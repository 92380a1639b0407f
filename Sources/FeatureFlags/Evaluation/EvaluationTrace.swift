public import JSON

/// Everything that was looked at on the way to a verdict, for the playground.
public struct EvaluationTrace: Sendable, Equatable {
    public var conditions: [ConditionTrace]
    /// The hash that chose the variant, 0 to 1; nil when none was chosen by hash.
    public var variantHash: Double?

    public init(conditions: [ConditionTrace] = [], variantHash: Double? = nil) {
        self.conditions = conditions
        self.variantHash = variantHash
    }
}

/// One condition set of a trace; sets after the one that decided are not looked at and are absent.
public struct ConditionTrace: Sendable, Equatable {
    public var index: Int
    public var outcome: EvaluationReason.Code
    public var properties: [PropertyTrace]
    /// By what the set was bucketed.
    public var identifier: String?
    /// The hash compared with the rollout, 0 to 1; nil when it was not needed.
    public var rolloutHash: Double?
    public var rolloutPercentage: Double

    public init(
        index: Int, outcome: EvaluationReason.Code, properties: [PropertyTrace] = [], identifier: String? = nil,
        rolloutHash: Double? = nil, rolloutPercentage: Double = 100
    ) {
        self.index = index
        self.outcome = outcome
        self.properties = properties
        self.identifier = identifier
        self.rolloutHash = rolloutHash
        self.rolloutPercentage = rolloutPercentage
    }
}

/// One property comparison of a trace; those after the first that failed are not made and are absent.
public struct PropertyTrace: Sendable, Equatable {
    public var key: String
    public var type: String
    public var `operator`: String
    /// What the flag asks for.
    public var expected: JSON?
    /// What the context has; nil when it has nothing.
    public var actual: JSON?
    public var matched: Bool

    public init(key: String, type: String, operator: String, expected: JSON?, actual: JSON?, matched: Bool) {
        self.key = key
        self.type = type
        self.operator = `operator`
        self.expected = expected
        self.actual = actual
        self.matched = matched
    }
}
