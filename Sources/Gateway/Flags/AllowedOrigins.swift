/// The origins whose pages may evaluate flags (`CORS_ALLOWED_ORIGINS`).
struct AllowedOrigins: Sendable, Equatable {
    private let origins: Set<String>
    private let allowsAll: Bool

    /// - Parameter origins: `https://app.example.com` and the like, or `*` for all.
    init(_ origins: [String]) throws(SettingError) {
        allowsAll = origins.contains("*")
        self.origins = Set(origins.filter { $0 != "*" }.map { $0.lowercased() })
        for origin in self.origins.sorted() where !Self.isOrigin(origin) {
            throw SettingError(
                "CORS_ALLOWED_ORIGINS", "has \"\(origin.prefix(80))\"",
                allowed: "origins such as https://app.example.com, comma separated, or *")
        }
    }

    /// The value of `Access-Control-Allow-Origin` for a request; nil when its page may not read the answer.
    func allowed(_ origin: String?) -> String? {
        guard let origin else { return nil }
        if allowsAll { return "*" }
        return origins.contains(origin.lowercased()) ? origin : nil
    }

    /// Whether the answer depends on who asks.
    var isSelective: Bool { !allowsAll && !origins.isEmpty }

    /// Scheme, host and perhaps a port, and nothing behind them (RFC 6454 §6.2).
    private static func isOrigin(_ text: String) -> Bool {
        guard let separator = text.firstRange(of: "://") else { return false }
        let scheme = text[..<separator.lowerBound]
        let host = text[separator.upperBound...]
        return !scheme.isEmpty && !host.isEmpty
            && !host.utf8.contains { [0x20, 0x23, 0x2A, 0x2C, 0x2F, 0x3F, 0x40, 0x5C].contains($0) }
    }
}
