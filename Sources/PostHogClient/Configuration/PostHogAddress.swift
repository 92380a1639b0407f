/// A base URL taken apart: scheme, host, port and path prefix.
struct PostHogAddress: Sendable, Hashable, CustomStringConvertible {
    let scheme: String
    /// In lower case; an IPv6 address with its brackets.
    let host: String
    let port: Int?
    /// Empty, or beginning with a slash and not ending with one.
    let path: String

    init(_ text: String) throws(PostHogError) {
        var rest = Substring(text).trimming { $0 == " " || $0 == "\t" || $0.isNewline }
        if let separator = rest.firstRange(of: "://") {
            scheme = rest[..<separator.lowerBound].lowercased()
            rest = rest[separator.upperBound...]
        } else {
            scheme = "https"
        }
        guard scheme == "https" || scheme == "http" else {
            throw Self.error(text, "must begin with https:// or http://")
        }
        guard rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Self.error(text, "must hold no blanks and no characters outside ASCII")
        }
        guard !rest.contains(where: { "?#@\\".contains($0) }) else {
            throw Self.error(text, "must have no user name, query or fragment")
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        path = String(rest[slash...].trimmingEnd { $0 == "/" })

        let portSeparator = authority.lastIndex(of: ":").flatMap { authority[$0...].contains("]") ? nil : $0 }
        host = authority[..<(portSeparator ?? authority.endIndex)].lowercased()
        if let portSeparator {
            guard let number = Int(authority[authority.index(after: portSeparator)...]), 1...65_535 ~= number else {
                throw Self.error(text, "must have a port from 1 to 65535")
            }
            port = number
        } else {
            port = nil
        }
        guard Self.isHost(host) else { throw Self.error(text, "must name a host, such as us.posthog.com") }
    }

    var description: String {
        "\(scheme)://\(host)\(port.map { ":\($0)" } ?? "")\(path)"
    }

    static func error(_ text: String, _ rule: String) -> PostHogError {
        PostHogError(
            .configuration, code: "invalid_base_url", detail: "base_url \(rule), got \(text.shortened(to: 80))",
            attr: "base_url")
    }

    private static func isHost(_ host: String) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.dropFirst().dropLast()
            return !address.isEmpty && address.utf8.allSatisfy { $0.isHexadecimal || $0 == UInt8(ascii: ":") }
        }
        return !host.isEmpty && host.utf8.count <= 253 && !host.hasPrefix(".")
            && host.utf8.allSatisfy { $0.isAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }
}
