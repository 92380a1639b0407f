/// Why an application cannot run.
public enum FastCGIApplicationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No address is configured, no listening socket was inherited, and the process was not started as a CGI program.
    case nothingToServe

    public var description: String {
        switch self {
        case .nothingToServe:
            """
            nothing to serve: configure an address, pass a listening socket (LISTEN_FDS or descriptor 0), \
            or start the program as CGI (GATEWAY_INTERFACE)
            """
        }
    }
}
