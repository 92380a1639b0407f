internal import Glibc

extension Listener {
    /// Takes over a descriptor on which somebody else listens.
    ///
    /// It is made non-blocking, which every process that shares the socket sees: whoever loses the race for a
    /// connection must not wait in accept.
    static func openInherited(
        _ descriptor: Int32, webServers: WebServerAddresses?
    ) throws(FastCGIError) -> Listener {
        guard ListenAddress.isListening(descriptor: descriptor) else {
            throw FastCGIError(.notASocket, "descriptor \(descriptor) is not a listening socket")
        }
        let flags = try SystemCall.check("descriptor \(descriptor) cannot be used") { fcntl(descriptor, F_GETFL) }
        _ = try SystemCall.check("descriptor \(descriptor) cannot be made non-blocking") {
            fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        }
        _ = try SystemCall.check("descriptor \(descriptor) cannot be marked close-on-exec") {
            fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = try SystemCall.check("descriptor \(descriptor) has no address") {
            withUnsafeMutableBytes(of: &address) { bytes in
                getsockname(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
            }
        }
        let family = Int32(address.ss_family)
        return Listener(
            descriptor: descriptor, address: .inherited(descriptor: descriptor),
            isInternet: family == AF_INET || family == AF_INET6, webServers: webServers)
    }
}
