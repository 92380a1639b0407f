import Analytics
import JSON

/// How often flags were asked for, by key, within some events or requests.
struct FlagCallTally: Sendable, Equatable {
    struct Calls: Sendable, Equatable {
        var count: Int
        var first: Timestamp
        var last: Timestamp
    }

    /// The most keys that are counted: a batch full of invented keys must cost no more than this.
    static let maximumKeys = 500
    private static let event = "$feature_flag_called"

    private(set) var calls: [String: Calls] = [:]

    init(_ counts: [String: Int], at time: Timestamp) {
        for (key, count) in counts where count > 0 { calls[key] = Calls(count: count, first: time, last: time) }
    }

    /// Counts what SDKs report of the use of flags (PostHog API facts §10.2).
    init(_ events: [CapturedEvent]) {
        for event in events where event.event == Self.event {
            guard let key = event.properties["$feature_flag"]?.stringValue else { continue }
            if let known = calls[key] {
                calls[key] = Calls(
                    count: known.count + 1, first: min(known.first, event.timestamp),
                    last: max(known.last, event.timestamp))
            } else if calls.count < Self.maximumKeys {
                calls[key] = Calls(count: 1, first: event.timestamp, last: event.timestamp)
            }
        }
    }
}
