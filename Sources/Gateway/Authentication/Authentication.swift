import Access
import Analytics
import Crypto

/// Who makes a request, how that was proved, and until when the proof holds.
struct Authentication: Sendable, Equatable {
    let principal: Principal
    /// A session's or JWT's end; nil for a static token, which has none.
    let expiresAt: Timestamp?
    let credential: Credential

    /// What the caller presented, without the secret itself.
    enum Credential: Sendable, Equatable {
        /// A static token, by the SHA-256 of its text.
        case token(SHA256Digest)
        /// A JWT, by the key that signed it.
        case jwt(keyFingerprint: SHA256Digest)
        case session
        case insecure
    }
}
