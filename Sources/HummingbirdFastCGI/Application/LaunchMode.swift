import FastCGI

/// How this process was started.
enum LaunchMode {
    case fastCGI(ServerConfiguration)
    case cgi

    /// Configuration comes first, then an inherited listening socket, then the sign of a CGI program: under systemd or
    /// in a terminal descriptor 0 alone proves nothing.
    init(
        configured: ServerConfiguration?,
        inherited: ListenAddress?,
        environment: [String: String]
    ) throws(FastCGIApplicationError) {
        if let configured {
            self = .fastCGI(configured)
        } else if let inherited {
            self = .fastCGI(ServerConfiguration(address: inherited))
        } else if CGI.isRequest(environment: environment) {
            self = .cgi
        } else {
            throw FastCGIApplicationError.nothingToServe
        }
    }
}
