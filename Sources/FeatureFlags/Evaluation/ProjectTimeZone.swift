/// The time zone a project reads dates without an offset in.
///
/// The rules come from a TZif file (RFC 9636), which the caller reads; nothing here touches the disk.
public struct ProjectTimeZone: Sendable, Hashable {
    /// For example `Europe/Berlin`.
    public let name: String
    /// Seconds ahead of UTC from a moment on (seconds since 1970), in order of the moments.
    let transitions: [Transition]
    /// What holds before the first transition.
    let firstOffset: Int64
    /// What holds after the last transition.
    let rule: DaylightRule?

    struct Transition: Sendable, Hashable {
        let at: Int64
        let offset: Int64
    }

    /// Coordinated universal time, the default of a project.
    public static let utc = ProjectTimeZone(name: "UTC", secondsAheadOfUTC: 0)

    /// A zone that never changes.
    public init(name: String, secondsAheadOfUTC: Int) {
        self.name = name
        transitions = []
        firstOffset = Int64(secondsAheadOfUTC)
        rule = nil
    }

    init(name: String, transitions: [Transition], firstOffset: Int64, rule: DaylightRule?) {
        self.name = name
        self.transitions = transitions
        self.firstOffset = firstOffset
        self.rule = rule
    }
}
