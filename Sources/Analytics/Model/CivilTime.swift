/// A moment in UTC taken apart into calendar day and time of day.
struct CivilTime {
    let date: CivilDate
    let hour: Int
    let minute: Int
    let second: Int
    let microsecond: Int

    /// Takes a moment apart; one outside the years 0000 to 9999 becomes the nearest one inside.
    init(clamping moment: Timestamp) {
        let inside = min(max(moment, Self.earliest), Self.latest)
        let midnight = inside.startOfDay
        date = CivilDate(daysSince1970: Int(midnight.microseconds / Timestamp.microsecondsPerDay))
        let sinceMidnight = Int(inside.microseconds - midnight.microseconds)
        let seconds = sinceMidnight / 1_000_000
        hour = seconds / 3_600
        minute = seconds / 60 % 60
        second = seconds % 60
        microsecond = sinceMidnight % 1_000_000
    }

    private static let earliest = Timestamp(seconds: -62_167_219_200)
    private static let latest = Timestamp(microseconds: 253_402_300_799_999_999)
}
