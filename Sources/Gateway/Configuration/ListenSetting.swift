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
}
