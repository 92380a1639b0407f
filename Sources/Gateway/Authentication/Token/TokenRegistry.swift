import Access
import Crypto

/// The static tokens and what each allows (DESIGN §4.11, §4.16).
///
/// A presented token is recognised by its SHA-256, compared with every configured one by swift-crypto's
/// constant-time equality and without stopping at a match. So neither how much of a guess is right nor which token
/// it was shows in the time, and since nobody can steer the digest of a guess, equal first bytes would tell nothing
/// even if they did. With the few tokens there are this costs less than hashing the presented one.
struct TokenRegistry: Sendable {
    private let tokens: [AccessToken]
    private let authentications: [Authentication]
    /// What the log should say at the start, for example that a token is short. Names variables, never values.
    let warnings: [String]

    /// Shorter ones could be guessed; they are allowed and warned about.
    private static let shortTokenBytes = 16

    /// - Parameter generated: the stored values of ``TokenSettings/missing``.
    init(settings: TokenSettings, generated: [GeneratedSecret: String]) throws(SettingError) {
        var builder = Builder()
        try builder.add(settings.read ?? "", generated[.readToken], as: .readToken, [.read])
        try builder.add(settings.write ?? "", generated[.writeToken], as: .writeToken, [.read, .write])
        try builder.add(settings.admin ?? "", generated[.adminToken], as: .adminToken, Set(Capability.allCases))
        for custom in settings.custom { try builder.add(custom) }
        tokens = builder.tokens
        authentications = builder.tokens.map(\.authentication)
        warnings = builder.warnings
    }

    /// Whom a token speaks for, by its SHA-256; nil when it is not configured.
    func authentication(digest: SHA256Digest) -> Authentication? {
        var match: Int?
        for index in tokens.indices where tokens[index].digest == digest { match = index }
        return match.map { authentications[$0] }
    }

    /// Every token, for what must be known before one is presented.
    var all: [AccessToken] { tokens }

    private struct Builder {
        var tokens: [AccessToken] = []
        var warnings: [String] = []
        private var variables: [SHA256Digest: String] = [:]

        mutating func add(
            _ setting: String, _ generated: String?, as secret: GeneratedSecret, _ capabilities: Set<Capability>
        ) throws(SettingError) {
            let configured = TokenList(setting)
            let list = configured.isEmpty ? TokenList(generated) : configured
            for token in list.tokens {
                try add(token, subject: secret.subject, capabilities: capabilities, variable: secret.rawValue)
            }
        }

        mutating func add(_ custom: TokenSettings.Custom) throws(SettingError) {
            let value = custom.value[...].trimmingBlanks()
            if value.isEmpty { return }
            let form = "<token>:<capabilities>, for example s3cretT0ken:read,lookup"
            guard let colon = value.lastIndex(of: ":") else {
                throw SettingError(
                    custom.variable, "names no capabilities", allowed: form)
            }
            var capabilities: Set<Capability> = []
            for name in TokenList(String(value[value.index(after: colon)...])).tokens {
                guard let capability = Capability(rawValue: String(name)) else {
                    // The name is not repeated: after a forgotten colon it is a part of the token.
                    throw SettingError(
                        custom.variable, "names a capability that does not exist",
                        allowed: Capability.allCases.map(\.rawValue).joined(separator: ", "))
                }
                capabilities.insert(capability)
            }
            guard !capabilities.isEmpty else {
                throw SettingError(
                    custom.variable, "names no capabilities", allowed: form)
            }
            try add(
                value[..<colon].trimmingBlanks(), subject: AccessToken.customSubjectPrefix + String(custom.number),
                capabilities: capabilities, variable: custom.variable)
        }

        private mutating func add(
            _ token: Substring, subject: String, capabilities: Set<Capability>, variable: String
        ) throws(SettingError) {
            guard !token.isEmpty, token.utf8.count <= 512, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw SettingError(
                    variable, "holds a token that cannot be sent in a header",
                    allowed: "1 to 512 visible ASCII characters")
            }
            let accessToken = AccessToken(subject: subject, capabilities: capabilities, token: token)
            if let other = variables.updateValue(variable, forKey: accessToken.digest) {
                throw SettingError(
                    variable, "holds the same token as \(other)",
                    allowed: "a different token for every variable")
            }
            if token.utf8.count < TokenRegistry.shortTokenBytes {
                warnings.append("\(variable) holds a token of fewer than \(TokenRegistry.shortTokenBytes) characters")
            }
            tokens.append(accessToken)
        }
    }
}
