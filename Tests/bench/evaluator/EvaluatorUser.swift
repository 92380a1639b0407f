import FeatureFlags

/// A user flags are evaluated for; not copyable, so that handing it over is no part of what is measured.
struct EvaluatorUser: ~Copyable {
    private static let callsInARow = 10

    let context: EvaluationContext

    /// Evaluates one flag several times in a row, or all flags in one call.
    /// - Returns: how many flags were evaluated.
    func count(of key: String?, _ flags: FlagSet) -> Int {
        guard let key else { return flags.evaluate(in: context).count }
        var evaluated = 0
        for _ in 0..<Self.callsInARow where flags.evaluate(key, in: context) != nil { evaluated += 1 }
        return evaluated
    }
}
