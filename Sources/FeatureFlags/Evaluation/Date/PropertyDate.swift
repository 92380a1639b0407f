import Analytics

/// A date as flags and persons write it, before the moment it means is known.
enum PropertyDate: Sendable, Hashable {
    /// Text with an offset, or Unix time.
    case instant(Timestamp)
    /// Text without an offset: microseconds since 1970 on the clock of the project's time zone.
    case wallClock(Int64)
    case relative(RelativeDate)

    /// Reads a relative date, ISO 8601 text or the digits of a Unix time; nil for anything else.
    init?(_ text: String) {
        if let relative = RelativeDate(text) {
            self = .relative(relative)
        } else {
            var scanner = DateScanner(text)
            guard let date = scanner.date() else { return nil }
            self = date
        }
    }

    /// The moment meant; nil where the clock of the zone skipped it, or beyond the calendar.
    func moment(now: Timestamp, in zone: ProjectTimeZone) -> Timestamp? {
        switch self {
        case .instant(let moment): moment
        case .wallClock(let reading): zone.moment(ofWallClock: reading)
        case .relative(let relative): relative.moment(before: now, in: zone)
        }
    }

    /// The moment that text other than a relative date means.
    static func absolute(_ text: String, in zone: ProjectTimeZone) -> Timestamp? {
        var scanner = DateScanner(text)
        return scanner.date()?.moment(now: Timestamp(microseconds: 0), in: zone)
    }
}
