/// What makes a measurement impossible.
struct EvaluatorError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
