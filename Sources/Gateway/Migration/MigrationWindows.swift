import Analytics

/// Cuts days into windows small enough for one query each.
enum MigrationWindows {
    static let maximumDays: Int64 = 31

    /// Windows of whole days that hold all the given days, in order; long stretches without any are in none.
    static func windows(of days: some Sequence<Timestamp>) -> [TimeWindow] {
        var windows: [TimeWindow] = []
        var first: Timestamp?
        var last: Timestamp?
        func close() {
            guard let first, let last else { return }
            windows.append(
                TimeWindow(start: first, end: last.advanced(byMicroseconds: Timestamp.microsecondsPerDay - 1)))
        }
        for day in Set(days).sorted() {
            if let start = first, day >= start.advanced(byMicroseconds: maximumDays * Timestamp.microsecondsPerDay) {
                close()
                first = nil
            }
            first = first ?? day
            last = day
        }
        close()
        return windows
    }
}
