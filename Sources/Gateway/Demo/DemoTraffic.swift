import Analytics
import FeatureFlags
import JSON

/// Two weeks of traffic of a small shop: users who browse, buy, wait and fail. It is the same for the same last moment
/// and flags.
struct DemoTraffic: Sendable {
    static let userCount = 300
    static let days: Int64 = 14

    /// The traffic's last moment; the events lie in the two weeks before.
    let end: Timestamp
    /// The flags that decide what the users are given; nil where there are none.
    var flags: FlagSet?

    init(until end: Timestamp) {
        self.end = end
    }

    var start: Timestamp { end.advanced(byMicroseconds: -Self.days * Timestamp.microsecondsPerDay) }

    /// All events of one user, oldest first.
    /// - Parameter index: 0 to ``userCount`` − 1; user 0 has the most to see.
    func events(ofUser index: Int) -> [CapturedEvent] {
        var user = Self.user(index)
        if let flags { user.evaluate(flags, at: end) }
        return user.events(from: start, until: end)
    }

    /// The distinct id of a user, the same in every traffic.
    static func distinctID(ofUser index: Int) -> String {
        user(index).distinctID
    }

    /// The email of a user, the same in every traffic.
    static func email(ofUser index: Int) -> String {
        user(index).email
    }

    private static func user(_ index: Int) -> DemoUser {
        DemoUser(index: index, generator: SeededGenerator(seed: 0xDE30 &+ UInt64(clamping: index)))
    }
}
