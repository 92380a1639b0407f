import FastCGI
import Glibc

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
        let socket: (name: String, host: String)
        switch address {
        case .unix: return
        case .tcp(let host, _): socket = ("GATEWAY_SOCKET", host)
        case .inherited(let descriptor):
            guard let host = internetHost(of: descriptor) else { return }
            socket = ("the inherited socket", host)
        }
        guard !HostName(socket.host).isLoopback else { return }
        throw SettingError(
            "INSECURE_MODE", "is on while \(socket.name) listens on \(socket.host)",
            allowed: "a Unix socket, or an address of this machine such as 127.0.0.1")
    }

    /// The numeric address an Internet socket is bound to; nil for a socket of another kind.
    private static func internetHost(of descriptor: Int32) -> String? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard getsockname(descriptor, address, &length) == 0,
                    [AF_INET, AF_INET6].contains(Int32(address.pointee.sa_family))
                else { return nil }
                var text = [CChar](repeating: 0, count: 128)
                let status = getnameinfo(address, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
                guard status == 0 else { return "an address that cannot be told" }
                return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
    }
}
