import Glibc

/// The host of a `Host` header or URL, apart from its port.
struct HostName: Sendable, Equatable {
    /// In lower case; an IPv6 address without its brackets.
    let name: String
    let port: Int?

    /// Reads `host`, `host:port`, `[v6]`, `[v6]:port` and a bare IPv6 address; anything else is kept as the name.
    init(_ text: String) {
        let text = text.lowercased()
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let name = String(text[..<end].dropFirst())
            let rest = text[text.index(after: end)...]
            if rest.isEmpty {
                (self.name, port) = (name, nil)
                return
            }
            if rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()) {
                (self.name, self.port) = (name, Int(port))
                return
            }
        } else if let colon = text.firstIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) {
            (self.name, self.port) = (String(text[..<colon]), Int(port))
            return
        }
        (self.name, port) = (text, nil)
    }

    /// Whether it names this machine in a way browsers trust without TLS: `localhost`, 127.0.0.0/8, `::1`.
    var isLoopback: Bool {
        if name == "localhost" { return true }
        var v4 = in_addr()
        if inet_pton(AF_INET, name, &v4) == 1 { return UInt32(bigEndian: v4.s_addr) >> 24 == 127 }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, name, &v6) == 1 else { return false }
        return withUnsafeBytes(of: v6) { $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
    }

    /// Whether no server of names says where it leads: `localhost`, what ends in it, or an address.
    ///
    /// Any other name can be made to lead here by its owner, whose pages are then of the same origin as the gateway (DNS
    /// rebinding).
    var isBeyondRebinding: Bool {
        if name == "localhost" || name.hasSuffix(".localhost") { return true }
        var v4 = in_addr()
        var v6 = in6_addr()
        return inet_pton(AF_INET, name, &v4) == 1 || inet_pton(AF_INET6, name, &v6) == 1
    }
}
