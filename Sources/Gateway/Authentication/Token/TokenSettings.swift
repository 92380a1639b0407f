/// The settings that name static tokens, as text (DESIGN §4.16, §8).
struct TokenSettings: Sendable {
    /// `READ_TOKEN`: one or more tokens, comma separated.
    var read: String?
    /// `WRITE_TOKEN`: one or more tokens, comma separated.
    var write: String?
    /// `ADMIN_TOKEN`: one or more tokens, comma separated.
    var admin: String?
    /// `CUSTOM_TOKEN_n`, in the order of n.
    var custom: [Custom]

    /// One `CUSTOM_TOKEN_n` of the form `token:read,write`.
    struct Custom: Sendable {
        let number: Int
        let value: String

        var variable: String { "CUSTOM_TOKEN_\(number)" }
    }

    /// The highest n of `CUSTOM_TOKEN_n`.
    static let maximumCustomTokens = 100

    init(read: String? = nil, write: String? = nil, admin: String? = nil, custom: [Custom] = []) {
        self.read = read
        self.write = write
        self.admin = admin
        self.custom = custom
    }

    /// Reads the settings by the names of their environment variables; gaps between custom tokens are allowed.
    init(_ value: (String) -> String?) {
        self.init(
            read: value("READ_TOKEN"), write: value("WRITE_TOKEN"), admin: value("ADMIN_TOKEN"),
            custom: (1...Self.maximumCustomTokens).compactMap { number in
                value("CUSTOM_TOKEN_\(number)").map { Custom(number: number, value: $0) }
            })
    }

    /// The tokens that are not configured and therefore generated; an empty value is no value.
    var missing: [GeneratedSecret] {
        var missing: [GeneratedSecret] = []
        if TokenList(read).isEmpty { missing.append(.readToken) }
        if TokenList(write).isEmpty { missing.append(.writeToken) }
        if TokenList(admin).isEmpty { missing.append(.adminToken) }
        return missing
    }
}
