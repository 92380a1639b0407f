/// Runs a program on one path at a time and goes back where a path fails.
struct PatternBacktracker {
    /// How often one search may go back: what PostHog's server allows.
    static let maximumStepsBack = 10_000
    /// The most instructions one search looks at.
    static let maximumSteps = 1_000_000

    /// What to go back to.
    private enum Saved {
        case branch(place: Int, offset: Int)
        /// What a slot held.
        case slot(Int, Int)

        var isSlot: Bool {
            if case .slot = self { true } else { false }
        }
    }

    private struct Match {
        let end: Int
        /// What the slots it changed held before.
        let slots: [Saved]
    }

    private let program: PatternProgram
    private let text: PatternText
    private var slots: [Int]
    private var steps = 0
    private var stepsBack = 0

    init(_ program: PatternProgram, _ bytes: UnsafeBufferPointer<UInt8>) {
        self.program = program
        text = PatternText(bytes: bytes)
        slots = [Int](repeating: -1, count: program.slotCount)
    }

    mutating func search() -> Pattern.Outcome {
        var offset = 0
        while true {
            if run(from: 0, at: offset) != nil { return .found }
            if isExhausted { return .tooExpensive }
            guard let scalar = text.scalar(at: offset) else { return .notFound }
            offset += scalar.length
        }
    }

    private var isExhausted: Bool { steps > Self.maximumSteps || stepsBack > Self.maximumStepsBack }

    /// Runs until `match`; nil when no path leads there, and then the slots are as they were. Nests only as deep as the
    /// pattern's groups do.
    private mutating func run(from start: Int, at begin: Int) -> Match? {
        var saved: [Saved] = []
        var place = start
        var offset = begin
        while true {
            steps += 1
            guard !isExhausted else { return nil }
            var failed = false
            switch program.instructions[place] {
            case .match: return Match(end: offset, slots: saved.filter(\.isSlot))
            case .take(let number):
                if let scalar = text.scalar(at: offset), program.sets[number].contains(scalar.value) {
                    offset += scalar.length
                    place += 1
                } else {
                    failed = true
                }
            case .split(let first, let second):
                saved.append(.branch(place: second, offset: offset))
                place = first
            case .jump(let target): place = target
            case .boundary(let boundary):
                failed = !text.holds(boundary, at: offset)
                place += 1
            case .save(let slot):
                saved.append(.slot(slot, slots[slot]))
                slots[slot] = offset
                place += 1
            case .progress(let slot):
                failed = slots[slot] == offset
                place += 1
            case .backreference(let index, let ignoresCase):
                if let end = matchBackreference(index, ignoresCase: ignoresCase, at: offset) {
                    offset = end
                    place += 1
                } else {
                    failed = true
                }
            case .look(let behind, let isNegated, let end):
                let match = look(from: place + 1, at: offset, behind: behind)
                failed = (match != nil) == isNegated
                saved += match?.slots ?? []
                place = end
            case .atomic(let end):
                if let match = run(from: place + 1, at: offset) {
                    offset = match.end
                    saved += match.slots
                } else {
                    failed = true
                }
                place = end
            }
            if failed {
                guard let branch = goBack(&saved) else { return nil }
                (place, offset) = branch
            }
        }
    }

    /// The last branch not taken yet, with the slots as they were then.
    private mutating func goBack(_ saved: inout [Saved]) -> (Int, Int)? {
        stepsBack += 1
        while let last = saved.popLast() {
            switch last {
            case .slot(let slot, let value): slots[slot] = value
            case .branch(let place, let offset): return (place, offset)
            }
        }
        return nil
    }

    private mutating func look(from place: Int, at offset: Int, behind: Int?) -> Match? {
        var start = offset
        for _ in 0..<(behind ?? 0) {
            guard let previous = text.offset(before: start) else { return nil }
            start = previous
        }
        return run(from: place, at: start)
    }

    /// A group that has not matched makes the reference fail.
    private func matchBackreference(_ index: Int, ignoresCase: Bool, at offset: Int) -> Int? {
        let start = slots[index * 2]
        let end = slots[index * 2 + 1]
        guard start >= 0, end >= start else { return nil }
        var left = start
        var right = offset
        while left < end {
            guard let wanted = text.scalar(at: left), let actual = text.scalar(at: right),
                wanted.value == actual.value || (ignoresCase && Self.areEqualIgnoringCase(wanted.value, actual.value))
            else { return nil }
            left += wanted.length
            right += actual.length
        }
        return right
    }

    private static func areEqualIgnoringCase(_ left: UInt32, _ right: UInt32) -> Bool {
        guard let left = Unicode.Scalar(left), let right = Unicode.Scalar(right) else { return false }
        return left.properties.lowercaseMapping == right.properties.lowercaseMapping
    }
}
