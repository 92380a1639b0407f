/// The line that shows how a move is getting on: share done, rate, time left.
struct MigrationMeter: Sendable {
    let total: Int
    private let startedAt: ContinuousClock.Instant
    private static let width = 30

    init(total: Int, startedAt: ContinuousClock.Instant) {
        self.total = total
        self.startedAt = startedAt
    }

    /// - Parameter done: of this run, without what an earlier one had sent.
    func line(done: Int, at now: ContinuousClock.Instant) -> String {
        let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
        let filled = Int(share * Double(Self.width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        let seconds = startedAt.duration(to: now) / .seconds(1)
        let rate = seconds > 0 ? Double(done) / seconds : 0
        let left = rate > 0 ? Self.time(Double(max(0, total - done)) / rate) : "unknown"
        return "[\(bar)] \(done) of \(total) events, \(Int(rate)) per second, \(left) left"
    }

    private static func time(_ seconds: Double) -> String {
        let whole = Int(clamping: Int64(min(seconds, 1e9).rounded(.up)))
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3_600: return "\(whole / 60) min \(whole % 60) s"
        default: return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
        }
    }
}
