/// Collects problems, so that all of them can be told at once; at most 50.
struct ProblemList {
    private(set) var all: [FlagProblem] = []

    mutating func add(_ field: String, _ rule: String, _ detail: String) {
        guard all.count < 50 else { return }
        all.append(FlagProblem(field: field, rule: rule, detail: detail))
    }
}

extension String {
    /// The text in quotation marks, cut to a length that fits a message.
    var quoted: String {
        let start = prefix(60)
        return "\"\(start)\(start.endIndex == endIndex ? "" : "…")\""
    }
}
