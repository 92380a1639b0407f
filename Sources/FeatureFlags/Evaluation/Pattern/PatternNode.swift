/// The structure of a pattern.
indirect enum PatternNode: Sendable {
    enum Greed: Sendable { case greedy, lazy, possessive }
    enum Boundary: Sendable { case textStart, textEnd, textEndOrLastNewline, lineStart, lineEnd, word, notWord }

    case empty
    case set(ScalarSet)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    case repeated(PatternNode, minimum: Int, maximum: Int?, Greed)
    case capture(PatternNode, Int)
    case backreference(Int, ignoresCase: Bool)
    case boundary(Boundary)
    case look(PatternNode, isAhead: Bool, isNegated: Bool)
    case atomic(PatternNode)

    /// How many scalars a match takes; nil when that varies.
    var width: Int? {
        switch self {
        case .empty, .boundary, .look: return 0
        case .set: return 1
        case .sequence(let nodes):
            var sum = 0
            for node in nodes {
                guard let width = node.width, sum + width <= 10_000 else { return nil }
                sum += width
            }
            return sum
        case .alternatives(let nodes):
            let widths = Set(nodes.map(\.width))
            guard widths.count == 1, let width = widths.first else { return nil }
            return width
        case .repeated(let node, let minimum, let maximum, _):
            guard minimum == maximum, let width = node.width else { return nil }
            let (product, overflow) = width.multipliedReportingOverflow(by: minimum)
            return overflow || product > 10_000 ? nil : product
        case .capture(let node, _), .atomic(let node): return node.width
        case .backreference: return nil
        }
    }
}
