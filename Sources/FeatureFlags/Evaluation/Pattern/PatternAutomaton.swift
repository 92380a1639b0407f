/// Runs a program on all of its paths at once; the work is at most the text's length times the program's.
struct PatternAutomaton {
    /// The most instructions one search looks at.
    static let maximumSteps = 1_000_000

    private let program: PatternProgram
    private let text: PatternText
    /// When each instruction was last added, so that none is added twice for one place of the text.
    private var added: [Int]
    private var generation = 0
    private var open: [Int] = []
    private var steps = 0

    init(_ program: PatternProgram, _ bytes: UnsafeBufferPointer<UInt8>) {
        self.program = program
        text = PatternText(bytes: bytes)
        added = [Int](repeating: 0, count: program.instructions.count)
    }

    mutating func search() -> Pattern.Outcome {
        var current: [Int] = []
        var next: [Int] = []
        var offset = 0
        while true {
            let scalar = text.scalar(at: offset)
            if current.isEmpty {
                guard program.canBegin(with: scalar?.value) else {
                    guard let scalar else { return .notFound }
                    offset += scalar.length
                    continue
                }
                generation += 1
            }
            if follow(0, at: offset, into: &current) { return .found }
            guard let scalar else { return .notFound }
            steps += current.count + 1
            guard steps <= Self.maximumSteps else { return .tooExpensive }
            offset += scalar.length
            generation += 1
            next.removeAll(keepingCapacity: true)
            for place in current {
                guard case .take(let number) = program.instructions[place],
                    program.sets[number].contains(scalar.value)
                else { continue }
                if follow(place + 1, at: offset, into: &next) { return .found }
            }
            swap(&current, &next)
        }
    }

    /// Adds every place that takes a scalar and can be reached without taking one; true when the end is reached.
    private mutating func follow(_ start: Int, at offset: Int, into places: inout [Int]) -> Bool {
        open.append(start)
        while let place = open.popLast() {
            guard added[place] != generation else { continue }
            added[place] = generation
            steps += 1
            switch program.instructions[place] {
            case .take: places.append(place)
            case .split(let first, let second):
                open.append(second)
                open.append(first)
            case .jump(let target): open.append(target)
            case .boundary(let boundary):
                if text.holds(boundary, at: offset) { open.append(place + 1) }
            // An empty repetition comes back to a place that has been added already.
            case .save, .progress: open.append(place + 1)
            case .match: return true
            case .backreference, .look, .atomic: break
            }
        }
        return false
    }
}
