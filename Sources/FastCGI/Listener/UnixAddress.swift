internal import Glibc

/// A checked unix socket path as the system wants it.
struct UnixAddress {
    /// The system has room for 108 bytes, the last of which must be zero.
    static let longestPath = 107

    private var address = sockaddr_un()

    /// - Throws: `pathTooLong`, or `invalidAddress` for an empty path or one with a zero byte.
    init(path: String) throws(FastCGIError) {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, !bytes.contains(0) else {
            throw FastCGIError(.invalidAddress, "the socket path must not be empty or contain a zero byte")
        }
        guard bytes.count <= Self.longestPath else {
            throw FastCGIError(
                .pathTooLong,
                "the socket path must have at most \(Self.longestPath) bytes, this one has \(bytes.count)")
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    }

    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
