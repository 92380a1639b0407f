/// A moment in UTC, counted in whole microseconds since 1970-01-01T00:00:00Z.
///
/// Microseconds because PostHog stores six fractional digits; an integer because a paging cursor must name
/// a row exactly, which a floating-point date cannot.
public struct Timestamp: Sendable, Hashable, Comparable {
    public let microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: Self.microsecondsPerSecond)
        self.microseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    public static let microsecondsPerSecond: Int64 = 1_000_000
    public static let microsecondsPerDay: Int64 = 86_400 * microsecondsPerSecond

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// The distance to an earlier moment in milliseconds; the order of the two may be reversed (negative).
    public func milliseconds(since earlier: Timestamp) -> Double {
        let (difference, overflow) = microseconds.subtractingReportingOverflow(earlier.microseconds)
        return overflow ? (microseconds < earlier.microseconds ? -.infinity : .infinity) : Double(difference) / 1_000
    }

    /// This moment moved by a number of microseconds, held at the ends of the range.
    public func advanced(byMicroseconds distance: Int64) -> Timestamp {
        let (sum, overflow) = microseconds.addingReportingOverflow(distance)
        return Timestamp(microseconds: overflow ? (distance < 0 ? .min : .max) : sum)
    }

    /// Midnight UTC of the day this moment lies in.
    public var startOfDay: Timestamp {
        let remainder = microseconds % Self.microsecondsPerDay
        let sinceMidnight = remainder < 0 ? remainder + Self.microsecondsPerDay : remainder
        return advanced(byMicroseconds: -sinceMidnight)
    }
}
