internal import CFastCGI
internal import Glibc

/// The addresses from which TCP connections are taken: FCGI_WEB_SERVER_ADDRS (FastCGI specification §3.2).
///
/// libfcgi checks them in its own accept, which is not used here. Like it, this leaves unix sockets alone, although the
/// specification does not: who may connect to one is said by its mode.
struct WebServerAddresses: Sendable {
    /// IPv4 addresses in network byte order; the list knows no others.
    private let addresses: Set<UInt32>

    /// What the web server that started this process set; nil when anybody may connect.
    static func fromEnvironment() -> WebServerAddresses? {
        WebServerAddresses(list: getenv("FCGI_WEB_SERVER_ADDRS").map { String(cString: $0) } ?? "")
    }

    /// nil for an empty list. An entry that is no address allows nobody.
    init?(list: String) {
        guard !list.isEmpty else { return nil }
        addresses = Set(
            list.split { $0 == "," || $0 == " " }.compactMap { entry in
                var address = in_addr()
                return inet_pton(AF_INET, String(entry), &address) == 1 ? address.s_addr : nil
            })
    }

    /// Whether the peer is in the list, over IPv4 or as an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2).
    func contains(_ peer: sockaddr_storage) -> Bool {
        withUnsafeBytes(of: peer) { bytes in
            switch Int32(peer.ss_family) {
            case AF_INET: addresses.contains(bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
            case AF_INET6:
                bytes[8..<18].allSatisfy { $0 == 0 } && bytes[18..<20].allSatisfy { $0 == 0xFF }
                    && addresses.contains(bytes.loadUnaligned(fromByteOffset: 20, as: UInt32.self))
            default: false
            }
        }
    }
}
