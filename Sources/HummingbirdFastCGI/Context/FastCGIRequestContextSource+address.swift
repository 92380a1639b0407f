public import NIOCore

extension FastCGIRequestContextSource {
    /// ``clientAddress`` and ``clientPort`` as a socket address; nil when REMOTE_ADDR is no IP address (nginx says
    /// `unix:` for a client on a unix socket).
    public var remoteAddress: SocketAddress? {
        guard let clientAddress else { return nil }
        return try? SocketAddress(ipAddress: clientAddress, port: Int(clientPort ?? 0))
    }
}
