/// Where the server listens.
public enum ListenAddress: Sendable, Equatable {
    /// A unix socket. Only the owner and `group` can connect with the default mode, as any peer that can connect is
    /// trusted by libfcgi.
    case unix(path: String, mode: UInt16 = 0o660, group: String? = nil)
    /// An IPv4 or IPv6 address or host name; port 0 lets the system choose. Never a public one.
    ///
    /// When the environment has FCGI_WEB_SERVER_ADDRS (FastCGI specification §3.2), only the IPv4 addresses in it may
    /// connect; this holds for an inherited TCP socket too.
    case tcp(host: String, port: UInt16)
    /// A socket that somebody else listens on for us: descriptor 0 (FastCGI specification §2.2) or systemd's
    /// descriptor 3.
    case inherited(descriptor: Int32)
}
