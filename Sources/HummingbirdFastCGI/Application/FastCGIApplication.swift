import FastCGI
public import Hummingbird
public import Logging

/// Runs a Hummingbird router, or any `HTTPResponder`, as a FastCGI responder behind nginx, Apache, lighttpd or Caddy,
/// and as a plain CGI program when it is started as one.
///
/// ```swift
/// import FastCGI
/// import Hummingbird
/// import HummingbirdFastCGI
///
/// @main
/// struct Hello {
///     static func main() async throws {
///         FastCGIServer.openStandardDescriptors()
///         FastCGIServer.blockSignals()
///         let router = Router()
///         router.get("hello/:name") { _, context in
///             "Hello, \(context.parameters.get("name") ?? "world")!"
///         }
///         let server = ServerConfiguration(address: .unix(path: "/run/hello/hello.sock", group: "www-data"))
///         try await FastCGIApplication(router: router, configuration: .init(server: server)).run()
///     }
/// }
/// ```
///
/// and in nginx:
///
/// ```nginx
/// location / {
///     include fastcgi_params;
///     fastcgi_param REQUEST_ID $request_id;
///     fastcgi_param HTTP_PROXY "";
///     fastcgi_pass unix:/run/hello/hello.sock;
/// }
/// ```
///
/// A handler runs on a worker thread that belongs to its request, so it may block. `Date` and `Server` are left to the
/// web server.
///
/// Any request context works. One whose `Source` is ``FastCGIRequestContextSource`` (``BasicFastCGIRequestContext``, or
/// your own ``FastCGIRequestContext``) sees the web server's parameters and is the cheapest; one made for Hummingbird's
/// own server gets a channel that knows the client's address and carries nothing.
public struct FastCGIApplication<Responder: HTTPResponder>: Sendable where Responder.Context: RequestContext {
    /// Makes a response of a request and its context.
    public let responder: Responder
    /// How to listen and read requests.
    public let configuration: FastCGIApplicationConfiguration
    /// The logger that requests' loggers are made from.
    public let logger: Logger

    let makeContext: @Sendable (FastCGIRequestContextSource) -> Responder.Context

    /// Makes an application whose contexts are made by a closure, for a context with a source of its own.
    ///
    /// - Parameters:
    ///   - responder: makes a response of a request and its context
    ///   - configuration: how to listen and read requests
    ///   - logger: the logger that requests' loggers are made from
    ///   - makeContext: makes the context of each request
    public init(
        responder: Responder,
        configuration: FastCGIApplicationConfiguration = FastCGIApplicationConfiguration(),
        logger: Logger = Logger(label: "FastCGI"),
        makeContext: @escaping @Sendable (FastCGIRequestContextSource) -> Responder.Context
    ) {
        self.responder = responder
        self.configuration = configuration
        self.logger = logger
        self.makeContext = makeContext
    }
}
