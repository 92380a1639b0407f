/// The verdict about one flag in numbers, which cost nothing to pass on; ``FlagEvaluation`` puts it in words.
struct FlagVerdict: Sendable, Equatable {
    /// The place of the flag in its set; places after the last flag are those of the malformed ones.
    let flag: Int32
    /// In ``FlagPlan/outcomes``; negative for a flag that is off.
    let outcome: Int32
    /// The condition set that decided; negative for none.
    let condition: Int32
    /// In ``FlagPlan/problems``; negative for none.
    let problem: Int32
    let code: EvaluationReason.Code

    /// - Parameter outcome: nil for a flag that is off.
    init(
        _ flag: Int, outcome: Int? = nil, _ code: EvaluationReason.Code, condition: Int? = nil, problem: Int? = nil
    ) {
        self.flag = Int32(truncatingIfNeeded: flag)
        self.outcome = Int32(truncatingIfNeeded: outcome ?? -1)
        self.condition = Int32(truncatingIfNeeded: condition ?? -1)
        self.problem = Int32(truncatingIfNeeded: problem ?? -1)
        self.code = code
    }

    var isOn: Bool { outcome >= 0 }

    var reason: EvaluationReason {
        EvaluationReason(code, conditionIndex: condition < 0 ? nil : Int(condition))
    }
}
