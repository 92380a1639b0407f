/// Why a store could not do what it was asked.
public struct EventStoreError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure a caller treats differently.
    public enum Code: Sendable, Equatable {
        /// Busy, locked or out of reach: the same call may succeed later.
        case unavailable
        /// No room left on the disk or in the quota.
        case full
        /// The upstream answered with an error: its HTTP status.
        case upstream(status: Int)
        /// The upstream's answer is none, for example because it is cut or packed in a way nobody knows.
        case unusable
        /// The upstream's answer is larger than any that is taken; one with fewer rows may not be.
        case tooLarge
        /// The store cannot do this at all.
        case unsupported
        /// The place in a list that was asked for is none of this list.
        case invalidCursor
        /// Anything else, for example a damaged file.
        case failed
    }

    public let code: Code
    /// One sentence for the log; never holds a person's data. For ``Code/upstream(status:)`` what the upstream said.
    public let message: String
    /// For ``Code/unavailable``: after how many seconds another try makes sense.
    public let retryAfterSeconds: Int?

    public init(_ code: Code, _ message: String, retryAfterSeconds: Int? = nil) {
        self.code = code
        self.message = message
        self.retryAfterSeconds = retryAfterSeconds
    }

    public var description: String { message }
}
