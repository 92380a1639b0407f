import FastCGI

/// Reads `GATEWAY_SOCKET`: a path for a Unix socket, or `host:port` for TCP.
enum ListenSetting {
    static func address(_ text: String, group: String?) throws(SettingError) -> ListenAddress {
        if text.contains("/") || !text.contains(":") { return .unix(path: text, group: group) }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw SettingError("GATEWAY_SOCKET", "has no port", allowed: "a path, or host:port")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return .tcp(host: host.isEmpty ? "127.0.0.1" : String(host), port: port)
    }

    /// Insecure mode lets everybody in who can connect, so nobody outside this machine may (DESIGN §4.15).
    static func checkInsecure(_ address: ListenAddress) throws(SettingError) {
        guard case .tcp(let host, _) = address, !HostName(host).isLoopback else { return }
        throw SettingError(
            "INSECURE_MODE", "is on while GATEWAY_SOCKET listens on \(host)",
            allowed: "a Unix socket, or an address of this machine such as 127.0.0.1")
    }
}
