import Access
import Crypto

/// A configured token: what it allows, and the digest it is recognised by. The token itself is not kept.
struct AccessToken: Sendable, Equatable {
    /// What the audit log calls its bearer, for example `admin-token` or `custom-token-2`.
    let subject: String
    let capabilities: Set<Capability>
    /// SHA-256 of the token's text.
    let digest: SHA256Digest

    /// What the audit log calls the bearer of `CUSTOM_TOKEN_1` begins like this.
    static let customSubjectPrefix = "custom-token-"

    init(subject: String, capabilities: Set<Capability>, token: some StringProtocol) {
        self.subject = subject
        self.capabilities = capabilities
        self.digest = SHA256.hash(credential: token)
    }

    var authentication: Authentication {
        Authentication(
            principal: Principal(subject: subject, method: .token, capabilities: capabilities),
            expiresAt: nil, credential: .token(digest))
    }
}
