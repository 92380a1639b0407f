import Crypto

/// A secret that is generated once when it is not configured; the raw value is its environment variable.
enum GeneratedSecret: String, Sendable, CaseIterable {
    case readToken = "READ_TOKEN"
    case writeToken = "WRITE_TOKEN"
    case adminToken = "ADMIN_TOKEN"
    /// The project token of the embedded engine, which applications send with their events.
    case projectToken = "POSTHOG_PROJECT_TOKEN"
    /// Keys the hashes of sessions; changing it ends them all.
    case sessionSecret = "SESSION_SECRET"

    /// What the audit log calls the bearer, for example `admin-token`.
    var subject: String { rawValue.lowercased().replacing("_", with: "-") }

    /// A new value from 32 random bytes; the prefix tells a secret scanner and a reader what it is.
    func generate() -> String {
        let random = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        return switch self {
        case .readToken: "phgw_read_" + Base64URL.encode(random)
        case .writeToken: "phgw_write_" + Base64URL.encode(random)
        case .adminToken: "phgw_admin_" + Base64URL.encode(random)
        // Letters and digits only, as PostHog's own: SDKs and proxies meet no other character in one.
        case .projectToken: "phc_" + random.prefix(24).map { String(0x100 | Int($0), radix: 16).dropFirst() }.joined()
        case .sessionSecret: Base64URL.encode(random)
        }
    }
}
