import Synchronization

/// How far the answer to one request is from what the store knows now: how old its oldest part is, and whether
/// something was left out.
///
/// A store that answers from a copy, because what it stands for is out of reach, notes the copy's age; one that goes on
/// without what it cannot be told in time notes that. Whoever bound ``current`` around the request tells the caller.
public final class AnswerQuality: Sendable {
    /// The request's own; nil where nobody wants to know.
    @TaskLocal public static var current: AnswerQuality?

    private struct State {
        var data: Double?
        var flags: Double?
        var lacksFacts = false
    }

    private let state = Mutex(State())

    public init() {}

    /// Whole seconds, rounded up; nil when nothing was noted.
    public var ageSeconds: Int? { state.withLock { $0.data }.map(Self.whole) }

    /// Of flag definitions, in whole seconds, rounded up; nil when nothing was noted.
    public var flagsAgeSeconds: Int? { state.withLock { $0.flags }.map(Self.whole) }

    /// Whether something of a person or group was left out because it could not be had in time.
    public var lacksFacts: Bool { state.withLock { $0.lacksFacts } }

    public func noteMissingFact() {
        state.withLock { $0.lacksFacts = true }
    }

    public func note(ageSeconds seconds: Double) {
        state.withLock { $0.data = max($0.data ?? 0, seconds) }
    }

    public func note(flagsAgeSeconds seconds: Double) {
        state.withLock { $0.flags = max($0.flags ?? 0, seconds) }
    }

    private static func whole(_ seconds: Double) -> Int {
        Int(exactly: seconds.rounded(.up)) ?? .max
    }
}
