/// Where a gateway is: `http://` or `https://`, a host, perhaps a port, perhaps a path in front of its own.
public struct GatewayURL: Sendable, Equatable {
    /// Without a slash at the end.
    private let base: String

    /// - Throws: ``SyncFailure/usage(_:)``; the text itself is not repeated, as it may hold a password.
    public init(_ text: String) throws(SyncFailure) {
        guard let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }) else {
            throw .usage("the gateway's URL must begin with http:// or https://")
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .usage("the gateway's URL must hold visible ASCII characters only")
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        guard !rest.contains("?"), !rest.contains("#") else {
            throw .usage("the gateway's URL must not hold a query or a fragment")
        }
        guard !authority.contains("@") else {
            throw .usage("the gateway's URL must not hold a user or password; set GATEWAY_TOKEN")
        }
        guard Self.isHostAndPort(authority) else {
            throw .usage("the gateway's URL must name a host and perhaps a port from 1 to 65535")
        }
        var base = scheme + rest
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
    }

    /// The URL of a path of the gateway, which begins with a slash and is escaped already.
    func url(_ path: String) -> String { base + path }

    private static func isHostAndPort(_ authority: Substring) -> Bool {
        let host: Substring
        let port: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            host = authority[authority.index(after: authority.startIndex)..<end]
            port = authority[authority.index(after: end)...]
        } else {
            host = authority.prefix { $0 != ":" }
            port = authority[host.endIndex...]
        }
        guard !host.isEmpty else { return false }
        guard let colon = port.first else { return true }
        guard colon == ":", let number = UInt16(port.dropFirst()) else { return false }
        return number > 0
    }

    /// A flag key as a segment of a path: everything but letters, digits and `- . _ ~` is escaped (RFC 3986 §2.3).
    static func segment(_ key: String) -> String {
        var text = ""
        for byte in key.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }
}
