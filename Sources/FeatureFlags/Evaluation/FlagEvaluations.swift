/// The verdicts about some flags of one set for one context, in the order of the set.
public struct FlagEvaluations: RandomAccessCollection, Sendable {
    let flagSet: FlagSet
    let verdicts: [FlagVerdict]

    public var startIndex: Int { 0 }
    public var endIndex: Int { verdicts.count }

    public subscript(position: Int) -> FlagEvaluation {
        FlagEvaluation(flagSet, verdicts[position])
    }
}
