/// A span of time a lookup covers: from `start`, included, to `end`, included.
public struct TimeWindow: Sendable, Equatable {
    public let start: Timestamp
    public let end: Timestamp

    public init(start: Timestamp, end: Timestamp) {
        self.start = start
        self.end = end
    }

    /// The last `days` days up to `now`.
    public init(days: Int, until now: Timestamp) {
        let (span, overflow) = Int64(clamping: days).multipliedReportingOverflow(by: Timestamp.microsecondsPerDay)
        self.init(start: now.advanced(byMicroseconds: overflow ? .min : -span), end: now)
    }

    public func contains(_ moment: Timestamp) -> Bool {
        start <= moment && moment <= end
    }

    /// The UTC days the window touches, oldest first, each as its midnight.
    public var days: [Timestamp] {
        guard start <= end else { return [] }
        return Array(
            stride(
                from: start.startOfDay.microseconds, through: end.microseconds, by: Int(Timestamp.microsecondsPerDay))
        ).map(Timestamp.init(microseconds:))
    }
}
