/// Runs a program of at most 64 instructions on all of its paths at once, with the places as bits of a word.
///
/// Most patterns are that small, and this form allocates nothing.
struct SmallPatternAutomaton {
    static let maximumLength = 64

    private let text: PatternText
    private var steps = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        text = PatternText(bytes: bytes)
    }

    mutating func search(_ program: PatternProgram) -> Pattern.Outcome {
        program.instructions.withUnsafeBufferPointer { search(program, $0) }
    }

    private mutating func search(
        _ program: PatternProgram, _ instructions: UnsafeBufferPointer<PatternProgram.Instruction>
    ) -> Pattern.Outcome {
        var current: UInt64 = 0
        var offset = 0
        while true {
            let scalar = text.scalar(at: offset)
            guard current != 0 || program.canBegin(with: scalar?.value) else {
                guard let scalar else { return .notFound }
                offset += scalar.length
                continue
            }
            guard follow(current | 1, instructions, at: offset, into: &current) else { return .found }
            guard let scalar else { return .notFound }
            guard steps <= PatternAutomaton.maximumSteps else { return .tooExpensive }
            offset += scalar.length
            var next: UInt64 = 0
            while current != 0 {
                let place = current.trailingZeroBitCount
                current &= current - 1
                steps += 1
                if case .take(let number) = instructions[place], program.sets[number].contains(scalar.value) {
                    next |= 1 << UInt64(place + 1)
                }
            }
            current = next
        }
    }

    /// Finds every place that takes a scalar and can be reached without taking one; false when the end is reached.
    private mutating func follow(
        _ start: UInt64, _ instructions: UnsafeBufferPointer<PatternProgram.Instruction>, at offset: Int,
        into places: inout UInt64
    ) -> Bool {
        var open = start
        var seen: UInt64 = 0
        places = 0
        while open != 0 {
            let place = open.trailingZeroBitCount
            open &= open - 1
            seen |= 1 << UInt64(place)
            steps += 1
            switch instructions[place] {
            case .take: places |= 1 << UInt64(place)
            case .split(let first, let second): open |= (1 << UInt64(first) | 1 << UInt64(second)) & ~seen
            case .jump(let target): open |= 1 << UInt64(target) & ~seen
            case .boundary(let boundary):
                if text.holds(boundary, at: offset) { open |= 1 << UInt64(place + 1) & ~seen }
            case .save, .progress: open |= 1 << UInt64(place + 1) & ~seen
            case .match: return false
            case .backreference, .look, .atomic: break
            }
        }
        return true
    }
}
