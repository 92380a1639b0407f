import Analytics

/// What holds after the last transition of a zone: standard time, and perhaps daylight saving time every year.
struct DaylightRule: Sendable, Hashable {
    /// A moment of the year on the clock that holds until then.
    struct YearlyChange: Sendable, Hashable {
        enum Day: Sendable, Hashable {
            /// Day 1 to 365, never counting 29 February.
            case julian(Int)
            /// Day 0 to 365, counting 29 February.
            case ordinal(Int)
            /// The n-th weekday (0 is Sunday) of a month; 5 is the last.
            case weekday(month: Int, week: Int, weekday: Int)
        }

        let day: Day
        let secondsAfterMidnight: Int64

        /// Days since 1970 of the change in a year.
        func daysSince1970(in year: Int) -> Int {
            let newYear = CivilDate(year: year, month: 1, day: 1)?.daysSince1970 ?? 0
            switch day {
            case .julian(let number):
                let isLeap = CivilDate.days(inMonth: 2, ofYear: year) == 29
                return newYear + number - 1 + (isLeap && number >= 60 ? 1 : 0)
            case .ordinal(let number):
                return newYear + number
            case .weekday(let month, let week, let weekday):
                let first = CivilDate(year: year, month: month, day: 1)?.daysSince1970 ?? 0
                // 1970-01-01 was a Thursday (4).
                let firstWeekday = ((first + 4) % 7 + 7) % 7
                var day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
                if day >= CivilDate.days(inMonth: month, ofYear: year) { day -= 7 }
                return first + day
            }
        }
    }

    let standardOffset: Int64
    let daylight: Daylight?

    struct Daylight: Sendable, Hashable {
        let offset: Int64
        let start: YearlyChange
        let end: YearlyChange
    }

    /// Seconds ahead of UTC at a moment (seconds since 1970).
    func offset(at seconds: Int64) -> Int64 {
        guard let daylight else { return standardOffset }
        let moment = min(max(seconds, -62_167_132_800), 253_402_214_400)
        let day = Timestamp(seconds: moment + standardOffset).startOfDay.microseconds / Timestamp.microsecondsPerDay
        let year = min(max(CivilDate(daysSince1970: Int(day)).year, 0), 9_999)
        let start = Int64(daylight.start.daysSince1970(in: year)) * 86_400
        let begins = start + daylight.start.secondsAfterMidnight - standardOffset
        let end = Int64(daylight.end.daysSince1970(in: year)) * 86_400
        let ends = end + daylight.end.secondsAfterMidnight - daylight.offset
        let isDaylight = begins < ends ? (begins..<ends).contains(moment) : !(ends..<begins).contains(moment)
        return isDaylight ? daylight.offset : standardOffset
    }
}
