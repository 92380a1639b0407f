#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A moment in microseconds since 1970, as far as paging needs to reckon with times.
struct PostHogTime: Sendable, Hashable, Comparable {
    let microseconds: Int64

    init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    static func now() -> PostHogTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return PostHogTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }

    /// Reads RFC 3339 as PostHog prints it: up to nine fractional digits, `Z` or an offset, none being UTC.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 40 else { return nil }
        var digits = DigitReader(text)
        guard let year = digits.number(4), digits.skip("-"), let month = digits.number(2), digits.skip("-"),
            let day = digits.number(2), digits.skip("T") || digits.skip(" "), let hour = digits.number(2),
            digits.skip(":"), let minute = digits.number(2), digits.skip(":"), let second = digits.number(2)
        else { return nil }
        var fraction: Int64 = 0
        if digits.skip(".") {
            guard let read = digits.fraction() else { return nil }
            fraction = read
        }
        guard let offset = digits.offset(), digits.isAtEnd,
            let seconds = Self.seconds(year, month, day, hour, minute, second)
        else { return nil }
        microseconds = (seconds - offset) * 1_000_000 + fraction
    }

    /// Reads the fixed form of an HTTP date: `Sun, 06 Nov 1994 08:49:37 GMT`.
    init?(httpDate text: some StringProtocol) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int64(parts[1]), let year = Int64(parts[3]),
            let month = months.firstIndex(where: { $0 == parts[2] })
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int64($0) }
        guard clock.count == 3, let seconds = Self.seconds(year, Int64(month) + 1, day, clock[0], clock[1], clock[2])
        else { return nil }
        microseconds = seconds * 1_000_000
    }

    func advanced(byMicroseconds distance: Int64) -> PostHogTime {
        let (sum, overflow) = microseconds.addingReportingOverflow(distance)
        return PostHogTime(microseconds: overflow ? (distance < 0 ? .min : .max) : sum)
    }

    static func < (left: PostHogTime, right: PostHogTime) -> Bool {
        left.microseconds < right.microseconds
    }

    /// Seconds since 1970 of a date and time in UTC; nil when there is none such.
    private static func seconds(
        _ year: Int64, _ month: Int64, _ day: Int64, _ hour: Int64, _ minute: Int64, _ second: Int64
    ) -> Int64? {
        guard 1...9_999 ~= year, 1...12 ~= month, 1...days(in: month, of: year) ~= day, 0...23 ~= hour,
            0...59 ~= minute, 0...60 ~= second
        else { return nil }
        // The year is counted from March, so that the leap day is its last.
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return days * 86_400 + hour * 3_600 + minute * 60 + second
    }
    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
