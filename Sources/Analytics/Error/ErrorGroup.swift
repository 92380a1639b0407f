/// All errors of one fingerprint that a person met within a window.
public struct ErrorGroup: Sendable, Equatable {
    public let fingerprint: ErrorFingerprint
    public let errorType: String
    /// The message of the newest occurrence.
    public let message: String?
    public let endpoint: String?
    public let count: Int
    public let firstSeen: Timestamp
    public let lastSeen: Timestamp
    /// How many other persons met the same fingerprint within the window; a lower bound where a store would have to
    /// look at very many.
    public let otherUsers: Int

    public init(
        fingerprint: ErrorFingerprint, errorType: String, message: String?, endpoint: String?, count: Int,
        firstSeen: Timestamp, lastSeen: Timestamp, otherUsers: Int
    ) {
        self.fingerprint = fingerprint
        self.errorType = errorType
        self.message = message
        self.endpoint = endpoint
        self.count = count
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.otherUsers = otherUsers
    }
}
