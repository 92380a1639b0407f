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

    /// The answer as JSON text: `{"flags":[…],"metadata":{"version",…}}`.
    /// - Parameter quality: added to what `metadata` says of the flag set.
    public func serialized(_ quality: OFREPQuality = OFREPQuality()) -> [UInt8] {
        flagSet.texts.answer(verdicts, hasTargetingKey: hasTargetingKey, quality: quality) {
            flagSet.unreadable($0)
        }
    }
}
