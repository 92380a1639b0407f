/// All flags for one context.
public struct OFREPBulkAnswer: Sendable {
    private let flagSet: OFREPFlagSet
    private let verdicts: FlagEvaluations
    private let hasTargetingKey: Bool

    init(_ flagSet: OFREPFlagSet, _ verdicts: FlagEvaluations, hasTargetingKey: Bool) {
        self.flagSet = flagSet
        self.verdicts = verdicts
        self.hasTargetingKey = hasTargetingKey
    }

    /// The version of the flag set.
    public var version: String { flagSet.flags.version }

    /// What became of each flag.
    public var evaluations: [OFREPEvaluation] {
        verdicts.verdicts.compactMap { flagSet.listed($0, hasTargetingKey: hasTargetingKey) }
    }

    /// The answer as JSON text: `{"flags":[…],"metadata":{"version","flags_age_seconds"}}`.
    /// - Parameter flagsAgeSeconds: how old the flags are, when they are a copy of what PostHog last said.
    public func serialized(flagsAgeSeconds: Int? = nil) -> [UInt8] {
        flagSet.texts.answer(verdicts, hasTargetingKey: hasTargetingKey, flagsAgeSeconds: flagsAgeSeconds) {
            flagSet.unreadable($0)
        }
    }
}
