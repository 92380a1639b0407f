import Glibc

/// What failed sign-ins are counted by: an IPv4 address, or the /64 network of an IPv6 address, since whoever has one
/// address of it usually has them all.
enum ClientKey {
    /// The text form; an address that cannot be read is taken as it is, up to 64 bytes.
    static func key(of address: String) -> String {
        var v4 = in_addr()
        if inet_pton(AF_INET, address, &v4) == 1 { return address }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, address, &v6) == 1 else {
            return address.isEmpty ? "unknown" : String(decoding: address.utf8.prefix(64), as: UTF8.self)
        }
        let bytes = withUnsafeBytes(of: v6) { Array($0) }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        if isMapped { return bytes.suffix(4).map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: 8, by: 2).map {
            String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
        }
        return groups.joined(separator: ":") + "::/64"
    }
}
