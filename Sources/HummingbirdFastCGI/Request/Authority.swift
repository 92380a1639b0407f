/// The host (and port) a request was sent to.
enum Authority {
    /// Whether `authority` is a `host[:port]` of RFC 9110 §4.3.1 without user information: no path, query, space or
    /// control character can hide in it.
    static func isValid(_ authority: String) -> Bool {
        guard !authority.isEmpty, authority.utf8.count <= 255 + 6 else { return false }
        return authority.utf8.allSatisfy { byte in
            switch byte {
            case 0...0x20, 0x7F..., UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "@"),
                UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ","):
                false
            default: true
            }
        }
    }

    /// SERVER_NAME with SERVER_PORT unless that is the scheme's default; nil when there is no usable name.
    static func of(serverName: String?, port: String?, scheme: String) -> String? {
        guard let serverName, isValid(serverName) else { return nil }
        let host = serverName.contains(":") && !serverName.hasPrefix("[") ? "[\(serverName)]" : serverName
        guard let port = port.flatMap(UInt16.init), port != (scheme == "https" ? 443 : 80) else { return host }
        return "\(host):\(port)"
    }
}
