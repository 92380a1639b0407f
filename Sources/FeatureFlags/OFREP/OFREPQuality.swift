internal import JSON

/// What an answer's `metadata` says of the answer itself; nothing while the flags are current and all is known.
public struct OFREPQuality: Sendable, Hashable {
    /// How many seconds old the flags are, when they are a copy of what PostHog last said.
    public var flagsAgeSeconds: Int?
    /// Whether something that the flags ask for could not be had in time, so that a value may be another one later.
    public var lacksFacts: Bool

    public init(flagsAgeSeconds: Int? = nil, lacksFacts: Bool = false) {
        self.flagsAgeSeconds = flagsAgeSeconds
        self.lacksFacts = lacksFacts
    }

    /// Members of `metadata`, each only where it says something.
    var members: [(name: String, value: JSON)] {
        var members: [(name: String, value: JSON)] = []
        if let flagsAgeSeconds { members.append(("flags_age_seconds", .integer(Int64(flagsAgeSeconds)))) }
        if lacksFacts { members.append(("known_properties_missing", true)) }
        return members
    }
}
