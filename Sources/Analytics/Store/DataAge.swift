import Synchronization

/// How old the oldest thing is that the answer to one request was made of, when it is not what the store knows now.
///
/// A store that answers from a copy, because what it stands for is out of reach, notes the copy's age; whoever bound
/// ``current`` around the request tells it to the caller.
public final class DataAge: Sendable {
    /// The request's own; nil where nobody wants to know.
    @TaskLocal public static var current: DataAge?

    private let oldest = Mutex<(data: Double?, flags: Double?)>((nil, nil))

    public init() {}

    /// Whole seconds, rounded up; nil when nothing was noted.
    public var seconds: Int? { oldest.withLock { $0.data }.map(Self.whole) }

    /// Of flag definitions, in whole seconds, rounded up; nil when nothing was noted.
    public var flagSeconds: Int? { oldest.withLock { $0.flags }.map(Self.whole) }

    public func note(seconds: Double) {
        oldest.withLock { $0.data = max($0.data ?? 0, seconds) }
    }

    public func note(flagSeconds seconds: Double) {
        oldest.withLock { $0.flags = max($0.flags ?? 0, seconds) }
    }

    private static func whole(_ seconds: Double) -> Int {
        Int(exactly: seconds.rounded(.up)) ?? .max
    }
}
