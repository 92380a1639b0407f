/// Where a list of groups of several types goes on: a type, and a place within it.
struct GroupPlace: Equatable {
    let typeIndex: Int
    /// The engine's own cursor; nil for the type's first group.
    let cursor: String?

    init(typeIndex: Int, cursor: String?) {
        self.typeIndex = typeIndex
        self.cursor = cursor
    }

    /// Reads ``text``.
    init?(_ text: String?) throws(Problem) {
        guard let text else { return nil }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), (0...4).contains(index) else {
            throw .wrongCursor
        }
        self.init(typeIndex: index, cursor: parts[1].isEmpty ? nil : String(parts[1]))
    }

    var text: String { "\(typeIndex).\(cursor ?? "")" }
}
