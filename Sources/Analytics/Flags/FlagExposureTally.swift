public import JSON

/// Gathers from a user's events which flags the user got.
///
/// SDKs report an evaluation as a `$feature_flag_called` event and attach the flags in force to every other event as
/// `$feature/` properties (PostHog API facts §10). Events may come in any order.
public struct FlagExposureTally: Sendable {
    /// The name of the event that reports an evaluation.
    public static let callEvent = "$feature_flag_called"
    /// What the name of a property starts with that carries a flag; its key follows.
    public static let propertyPrefix = "$feature/"
    /// The most flags that are gathered; properties are anybody's to invent.
    public static let maximumFlags = 1_000

    private var entries: [String: Entry] = [:]

    public init() {}

    /// Counts one event.
    public mutating func add(event: String, at moment: Timestamp, properties: JSONObject) {
        let called = event == Self.callEvent ? properties["$feature_flag"]?.stringValue : nil
        if let called {
            note(called, at: moment) { $0.addCall(properties, at: moment) }
        }
        for (name, value) in properties where name.hasPrefix(Self.propertyPrefix) {
            let key = String(name.dropFirst(Self.propertyPrefix.count))
            guard !key.isEmpty, key != called else { continue }
            note(key, at: moment) { $0.addEvent(value, at: moment) }
        }
    }

    /// - Parameter isComplete: whether all events of the window were added.
    public func exposures(isComplete: Bool) -> FlagExposures {
        let flags = entries.map { key, entry in
            FlagExposure(
                key: key, response: entry.response, reason: entry.reason, version: entry.version, calls: entry.calls,
                events: entry.events, firstSeen: entry.first, lastSeen: entry.last)
        }
        return FlagExposures(
            flags: flags.sorted { ($1.lastSeen, $0.key) < ($0.lastSeen, $1.key) }, isComplete: isComplete)
    }

    private mutating func note(_ key: String, at moment: Timestamp, _ change: (inout Entry) -> Void) {
        guard entries[key] != nil || entries.count < Self.maximumFlags else { return }
        var entry = entries[key] ?? Entry(at: moment)
        change(&entry)
        entries[key] = entry
    }
}
