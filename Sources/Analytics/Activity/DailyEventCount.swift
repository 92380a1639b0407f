/// How many events of one name a UTC day has.
public struct DailyEventCount: Sendable, Hashable {
    /// The day's midnight.
    public let day: Timestamp
    public let event: String
    public let count: Int

    public init(day: Timestamp, event: String, count: Int) {
        self.day = day
        self.event = event
        self.count = count
    }
}
