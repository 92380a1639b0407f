import Crypto
import FoundationEssentials

/// Hashes what the store keeps of sessions: HMAC-SHA-256 keyed with `SESSION_SECRET`.
///
/// Keyed, so that a copy of the store neither opens a session nor lets a short token be found by trying, and so that
/// nobody who can only write to the store can add a session. A new secret ends every session.
struct SessionKeyring: Sendable {
    private let key: SymmetricKey

    static let minimumSecretBytes = 32

    init(secret: String) throws(SettingError) {
        guard secret.utf8.count >= Self.minimumSecretBytes else {
            throw SettingError(
                "SESSION_SECRET", "has \(secret.utf8.count) bytes",
                allowed: "at least \(Self.minimumSecretBytes) bytes")
        }
        key = SymmetricKey(data: Array(secret.utf8))
    }

    func hash(_ identifier: SessionIdentifier) -> [UInt8] {
        hash(purpose: "session", identifier.bytes)
    }

    /// What a session remembers of the token it was opened with.
    func hash(token digest: SHA256Digest) -> [UInt8] {
        hash(purpose: "token", Array(digest))
    }

    /// What a session remembers of the key that signed the JWT it was opened with.
    func hash(keyFingerprint: SHA256Digest) -> [UInt8] {
        hash(purpose: "key", Array(keyFingerprint))
    }

    private func hash(purpose: String, _ bytes: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(purpose.utf8) + [0] + bytes, using: key))
    }
}
