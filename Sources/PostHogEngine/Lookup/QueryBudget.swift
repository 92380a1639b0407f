/// Counts queries within the last minute and hour.
struct QueryBudget {
    private let perMinute: Int
    private let perHour: Int
    /// When queries were started, in seconds, oldest first.
    private var started: [Double] = []

    init(perMinute: Int, perHour: Int) {
        self.perMinute = perMinute
        self.perHour = perHour
    }

    /// Counts one query more, if there is room.
    /// - Parameter now: seconds, never falling.
    /// - Returns: nil, or after how many seconds there is room again.
    mutating func take(at now: Double) -> Double? {
        if let firstCounted = started.firstIndex(where: { $0 > now - 3_600 }) {
            started.removeFirst(firstCounted)
        } else {
            started.removeAll(keepingCapacity: true)
        }
        if let wait = wait(limit: perHour, span: 3_600, now) ?? wait(limit: perMinute, span: 60, now) { return wait }
        started.append(now)
        return nil
    }

    private func wait(limit: Int, span: Double, _ now: Double) -> Double? {
        guard limit > 0 else { return span }
        guard started.count >= limit else { return nil }
        let oldest = started[started.count - limit]
        return oldest > now - span ? oldest + span - now : nil
    }
}
