import Analytics

extension ProjectTimeZone {
    /// Seconds the zone is ahead of UTC at a moment (seconds since 1970).
    func offset(at seconds: Int64) -> Int64 {
        guard let last = transitions.last else { return rule?.offset(at: seconds) ?? firstOffset }
        if seconds >= last.at, let rule { return rule.offset(at: seconds) }
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : transitions[low - 1].offset
    }

    /// What the clock of the zone shows at a moment, as microseconds since 1970.
    func wallClock(at moment: Timestamp) -> Int64 {
        let inside = min(max(moment, Self.earliest), Self.latest)
        return inside.microseconds + offset(at: Self.seconds(inside.microseconds)) * Timestamp.microsecondsPerSecond
    }

    /// The moment at which the clock of the zone shows a reading: the earlier one when it shows it twice, nil when it
    /// skips it, as the server decides.
    func moment(ofWallClock reading: Int64) -> Timestamp? {
        guard (Self.earliest.microseconds...Self.latest.microseconds).contains(reading) else { return nil }
        if transitions.isEmpty, rule == nil {
            return Timestamp(microseconds: reading - firstOffset * Timestamp.microsecondsPerSecond)
        }
        let seconds = Self.seconds(reading)
        var earliest: Int64?
        for offset in Set([offset(at: seconds - 86_400), offset(at: seconds + 86_400), offset(at: seconds)]) {
            let candidate = reading - offset * Timestamp.microsecondsPerSecond
            guard self.offset(at: Self.seconds(candidate)) == offset else { continue }
            earliest = min(earliest ?? candidate, candidate)
        }
        return earliest.map(Timestamp.init(microseconds:))
    }

    private static func seconds(_ microseconds: Int64) -> Int64 {
        let quotient = microseconds / Timestamp.microsecondsPerSecond
        return microseconds % Timestamp.microsecondsPerSecond < 0 ? quotient - 1 : quotient
    }

    /// One day inside the years 0000 and 9999, so that no offset leaves them.
    private static let earliest = Timestamp(seconds: -62_167_132_800)
    private static let latest = Timestamp(seconds: 253_402_214_400)
}
