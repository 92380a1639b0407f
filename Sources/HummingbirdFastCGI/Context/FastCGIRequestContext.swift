public import FastCGI
public import Hummingbird
public import NIOCore

/// A request context that knows the FastCGI side of its request.
///
/// ```swift
/// struct AppContext: FastCGIRequestContext {
///     var coreContext: CoreRequestContextStorage
///     let fastCGI: FastCGIRequestContextSource
///     var user: User?
///
///     init(source: FastCGIRequestContextSource) {
///         coreContext = .init(source: source)
///         fastCGI = source
///     }
/// }
/// ```
public protocol FastCGIRequestContext: RemoteAddressRequestContext where Source == FastCGIRequestContextSource {
    /// What the context was made from.
    var fastCGI: FastCGIRequestContextSource { get }
}

extension FastCGIRequestContext {
    /// The id of the request, see ``FastCGIRequestContextSource/requestID``.
    public var requestID: String { fastCGI.requestID }
    /// The same, under Hummingbird's name.
    public var id: String { fastCGI.requestID }
    /// The web server's parameters. (`parameters` are those of the route.)
    public var metaVariables: FastCGI.Parameters { fastCGI.metaVariables }
    /// REMOTE_ADDR as text.
    public var clientAddress: String? { fastCGI.clientAddress }
    /// REMOTE_ADDR and REMOTE_PORT as a socket address.
    public var remoteAddress: SocketAddress? { fastCGI.remoteAddress }
    /// True once the web server hung up.
    public var isAborted: Bool { fastCGI.isAborted }
}
