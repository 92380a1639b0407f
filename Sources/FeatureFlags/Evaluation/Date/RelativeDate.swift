import Analytics

/// A date counted back from now: `-3d`, `2w`, `-1m`; the sign does not matter (PostHog API facts §12.4).
struct RelativeDate: Sendable, Hashable {
    enum Unit: Character, Sendable, Hashable {
        case hour = "h"
        case day = "d"
        case week = "w"
        case month = "m"
        case year = "y"
    }

    let count: Int
    let unit: Unit

    /// Reads up to four significant digits and a unit; nil for anything else.
    init?(_ text: String) {
        var rest = Substring(text)
        guard let last = rest.popLast(), let unit = Unit(rawValue: last) else { return nil }
        if rest.first == "-" { rest.removeFirst() }
        guard !rest.isEmpty, rest.utf8.count <= 32, rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int(rest.drop { $0 == "0" }.isEmpty ? "0" : rest.drop { $0 == "0" }), count < 10_000
        else { return nil }
        self.count = count
        self.unit = unit
    }

    /// The moment meant: counted on the clock of the zone, so that a day stays a day when the offset changes.
    func moment(before now: Timestamp, in zone: ProjectTimeZone) -> Timestamp? {
        let reading = zone.wallClock(at: now)
        switch unit {
        case .hour: return zone.moment(ofWallClock: reading - Int64(count) * Timestamp.microsecondsPerDay / 24)
        case .day: return zone.moment(ofWallClock: reading - Int64(count) * Timestamp.microsecondsPerDay)
        case .week: return zone.moment(ofWallClock: reading - Int64(count) * 7 * Timestamp.microsecondsPerDay)
        case .month: return Self.goBack(months: count, stride: 1, from: reading).flatMap(zone.moment(ofWallClock:))
        case .year: return Self.goBack(months: count * 12, stride: 12, from: reading).flatMap(zone.moment(ofWallClock:))
        }
    }

    /// Goes back step by step; a day the month does not have becomes its last, and stays that in the steps after it,
    /// which is how the server counts.
    private static func goBack(months: Int, stride: Int, from reading: Int64) -> Int64? {
        let midnight = Timestamp(microseconds: reading).startOfDay
        let today = CivilDate(daysSince1970: Int(midnight.microseconds / Timestamp.microsecondsPerDay))
        var left = months
        var month = today.year * 12 + today.month - 1
        var day = today.day
        // From the 28th down no month shortens a date, so the remaining steps are one subtraction.
        while left > 0 {
            let step = day > 28 ? stride : left
            left -= step
            month -= step
            guard month >= 0 else { return nil }
            day = min(day, CivilDate.days(inMonth: month % 12 + 1, ofYear: month / 12))
        }
        guard let date = CivilDate(year: month / 12, month: month % 12 + 1, day: day) else { return nil }
        return Int64(date.daysSince1970) * Timestamp.microsecondsPerDay + (reading - midnight.microseconds)
    }
}
