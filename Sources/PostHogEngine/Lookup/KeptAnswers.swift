import Analytics
import JSON

/// Answers of the last minutes, by what was asked; the least recently stored go when there is no room.
struct KeptAnswers {
    struct Answer {
        let rows: [[JSON]]
        let window: TimeWindow?
        /// When it was asked for, in seconds.
        let askedAt: Double
        let bytes: Int
    }

    private let maximumBytes: Int
    private var answers: [[UInt8]: Answer] = [:]
    private var order: [(key: [UInt8], askedAt: Double)] = []
    private var bytes = 0

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    subscript(key: [UInt8]) -> Answer? { answers[key] }

    mutating func keep(_ rows: [[JSON]], for key: [UInt8], window: TimeWindow?, askedAt: Double, notBefore: Double) {
        let size = rows.reduce(key.count + 64) { $0 + $1.reduce(16) { $0 + Self.size($1) } }
        remove(key)
        // What fits in no case must not drive out what others are answered with.
        let needed = size <= maximumBytes ? size : 0
        while let oldest = order.first, oldest.askedAt < notBefore || bytes + needed > maximumBytes {
            order.removeFirst()
            if answers[oldest.key]?.askedAt == oldest.askedAt { remove(oldest.key) }
        }
        guard needed > 0 else { return }
        answers[key] = Answer(rows: rows, window: window, askedAt: askedAt, bytes: size)
        order.append((key, askedAt))
        bytes += size
    }

    private mutating func remove(_ key: [UInt8]) {
        guard let removed = answers.removeValue(forKey: key) else { return }
        bytes -= removed.bytes
    }

    private static func size(_ cell: JSON) -> Int {
        switch cell {
        case .string(let text): 32 + text.utf8.count
        case .array(let cells): cells.reduce(32) { $0 + size($1) }
        case .object(let members): members.reduce(32) { $0 + $1.key.utf8.count + size($1.value) }
        default: 16
        }
    }
}
