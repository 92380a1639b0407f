/// Who makes a request, and what they may do.
public struct Principal: Sendable, Equatable {
    /// How the caller proved who they are.
    public enum Method: String, Sendable {
        case token
        case jwt
        case session
        /// Nobody had to prove anything (DESIGN §4.15).
        case insecure
    }

    /// What the audit log calls them: a token's name or a JWT's `sub`. Never a secret.
    public let subject: String
    public let method: Method
    public let capabilities: Set<Capability>
    /// The caller's own person; nil for a static token, which is nobody's.
    public let identity: Identity?

    /// The person a JWT speaks for: `sub`, then `email` (DESIGN §4.11).
    public struct Identity: Sendable, Equatable {
        public let distinctID: String?
        public let email: String?

        public init(distinctID: String?, email: String?) {
            self.distinctID = distinctID
            self.email = email
        }
    }

    public init(
        subject: String, method: Method, capabilities: Set<Capability>, identity: Identity? = nil
    ) {
        self.subject = subject
        self.method = method
        self.capabilities = capabilities
        self.identity = identity
    }

    public func may(_ capability: Capability) -> Bool {
        capabilities.contains(capability)
    }
}
