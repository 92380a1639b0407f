/// A pattern as a list of instructions.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        /// Takes one scalar of the set with this number.
        case take(Int)
        /// Goes on at the first place, and if that fails at the second.
        case split(Int, Int)
        case jump(Int)
        case boundary(PatternNode.Boundary)
        /// Remembers the position in a slot.
        case save(Int)
        /// Fails when nothing has been taken since the slot was saved, so that empty repetitions end.
        case progress(since: Int)
        case backreference(Int, ignoresCase: Bool)
        /// Runs the instructions up to `end` on their own: ahead, or `behind` scalars back.
        case look(behind: Int?, isNegated: Bool, end: Int)
        case atomic(end: Int)
        case match
    }

    /// The most instructions of a program.
    static let maximumLength = 20_000

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [ScalarSet] = []
    private(set) var slotCount: Int
    private(set) var needsBacktracking = false
    /// The ASCII scalars a match can begin with; nil when it can begin with nothing taken.
    private(set) var firstASCII: (low: UInt64, high: UInt64)?
    private var setNumbers: [ScalarSet: Int] = [:]

    init(_ node: PatternNode, captureCount: Int) throws(PatternError) {
        slotCount = (captureCount + 1) * 2
        try emit(node)
        try append(.match)
        firstASCII = first()
        setNumbers = [:]
    }

    private mutating func append(_ instruction: Instruction) throws(PatternError) {
        guard instructions.count < Self.maximumLength else {
            throw PatternError(reason: "the pattern is too large", offset: 0)
        }
        instructions.append(instruction)
    }

    private mutating func emit(_ node: PatternNode) throws(PatternError) {
        switch node {
        case .empty: break
        case .set(let set):
            let number = setNumbers[set] ?? sets.count
            if number == sets.count {
                sets.append(set)
                setNumbers[set] = number
            }
            try append(.take(number))
        case .sequence(let nodes):
            for node in nodes { try emit(node) }
        case .alternatives(let nodes): try append(alternatives: nodes[...])
        case .repeated(let node, let minimum, let maximum, let greed):
            try append(node, minimum: minimum, maximum: maximum, isLazy: greed == .lazy)
        case .capture(let node, let index):
            try append(.save(index * 2))
            try emit(node)
            try append(.save(index * 2 + 1))
        case .backreference(let index, let ignoresCase):
            needsBacktracking = true
            try append(.backreference(index, ignoresCase: ignoresCase))
        case .boundary(let boundary): try append(.boundary(boundary))
        case .look(let node, let isAhead, let isNegated): try append(look: node, isAhead: isAhead, isNegated: isNegated)
        case .atomic(let node):
            needsBacktracking = true
            let start = instructions.count
            try append(.match)
            try emit(node)
            try append(.match)
            instructions[start] = .atomic(end: instructions.count)
        }
    }

    private mutating func append(alternatives nodes: ArraySlice<PatternNode>) throws(PatternError) {
        var ends: [Int] = []
        for (offset, node) in nodes.enumerated() {
            guard offset < nodes.count - 1 else {
                try emit(node)
                break
            }
            let split = instructions.count
            try append(.match)
            try emit(node)
            ends.append(instructions.count)
            try append(.match)
            instructions[split] = .split(split + 1, instructions.count)
        }
        for end in ends { instructions[end] = .jump(instructions.count) }
    }

    private mutating func append(
        _ node: PatternNode, minimum: Int, maximum: Int?, isLazy: Bool
    ) throws(PatternError) {
        for _ in 0..<minimum {
            let start = instructions.count
            try emit(node)
            // Repeating what needs no instruction a million times would take long and change nothing.
            if instructions.count == start { break }
        }
        guard let maximum else {
            let split = instructions.count
            try append(.match)
            let slot = slotCount
            slotCount += 1
            try append(.save(slot))
            try emit(node)
            try append(.progress(since: slot))
            try append(.jump(split))
            let exit = instructions.count
            instructions[split] = isLazy ? .split(exit, split + 1) : .split(split + 1, exit)
            return
        }
        var splits: [Int] = []
        for _ in 0..<max(0, maximum - minimum) {
            splits.append(instructions.count)
            try append(.match)
            try emit(node)
        }
        let exit = instructions.count
        for split in splits { instructions[split] = isLazy ? .split(exit, split + 1) : .split(split + 1, exit) }
    }

    /// A look-behind of several widths becomes one look for each: any of them, or none of them when negated.
    private mutating func append(look node: PatternNode, isAhead: Bool, isNegated: Bool) throws(PatternError) {
        needsBacktracking = true
        var branches = [node]
        if !isAhead, node.width == nil, case .alternatives(let nodes) = node { branches = nodes }
        if branches.count > 1, !isNegated {
            let looks = branches.map { PatternNode.look($0, isAhead: false, isNegated: false) }
            try append(alternatives: looks[...])
            return
        }
        for branch in branches {
            let start = instructions.count
            try append(.match)
            try emit(branch)
            try append(.match)
            instructions[start] = .look(
                behind: isAhead ? nil : branch.width ?? 0, isNegated: isNegated, end: instructions.count)
        }
    }

    /// Whether a match can begin with a scalar; nil is the end of the text.
    func canBegin(with scalar: UInt32?) -> Bool {
        guard let first = firstASCII else { return true }
        guard let scalar else { return false }
        guard scalar < 128 else { return true }
        return (scalar < 64 ? first.low >> UInt64(scalar) : first.high >> UInt64(scalar - 64)) & 1 == 1
    }

    /// Follows everything that takes nothing from the start on.
    private func first() -> (low: UInt64, high: UInt64)? {
        guard !needsBacktracking else { return nil }
        var result: (low: UInt64, high: UInt64) = (0, 0)
        var seen = [Bool](repeating: false, count: instructions.count)
        var open = [0]
        while let place = open.popLast() {
            guard !seen[place] else { continue }
            seen[place] = true
            switch instructions[place] {
            case .take(let number):
                let ascii = sets[number].ascii
                result.low |= ascii.low
                result.high |= ascii.high
            case .split(let first, let second): open += [first, second]
            case .jump(let target): open.append(target)
            case .match: return nil
            default: open.append(place + 1)
            }
        }
        return result
    }
}
