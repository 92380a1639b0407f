public import Analytics

/// A signed-in page: stored by the keyed hash of its identifier, so that a copy of the store opens nothing.
public struct Session: Sendable, Equatable {
    /// HMAC-SHA-256 of the identifier in the cookie, keyed with `SESSION_SECRET`.
    public let identifierHash: [UInt8]
    public let subject: String
    public let capabilities: Set<Capability>
    public let identity: Principal.Identity?
    /// HMAC-SHA-256 of what it was opened with: a token or key that is no longer configured ends its sessions.
    public let credentialHash: [UInt8]
    /// It ends here however much it is used.
    public let expiresAt: Timestamp
    /// It ends when it was not used for ``SessionPolicy/idleSeconds``.
    public let lastUsedAt: Timestamp

    public init(
        identifierHash: [UInt8], subject: String, capabilities: Set<Capability>, identity: Principal.Identity?,
        credentialHash: [UInt8], expiresAt: Timestamp, lastUsedAt: Timestamp
    ) {
        self.identifierHash = identifierHash
        self.subject = subject
        self.capabilities = capabilities
        self.identity = identity
        self.credentialHash = credentialHash
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
    }
}
