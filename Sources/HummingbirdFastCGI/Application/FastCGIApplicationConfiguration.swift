public import FastCGI
public import Hummingbird

/// How a ``FastCGIApplication`` listens and reads requests.
public struct FastCGIApplicationConfiguration: Sendable {
    /// Where and how to listen. nil asks the environment, see ``FastCGIApplication/run()``.
    public var server: ServerConfiguration?
    /// What is cut off the path before routing.
    public var mountPoint: MountPoint
    /// Whether a request is refused with 400 when DOCUMENT_URI (the path by which nginx chose its `location`) is given
    /// and names another path than REQUEST_URI. Switch it off only when the web server rewrites paths on purpose
    /// (`rewrite`, `try_files … /other`) and access does not depend on its locations.
    public var checksDocumentURI: Bool
    /// Makes the answers that no route makes: a malformed request, a failed body, an unexpected error.
    public var errorResponse: @Sendable (RequestFailure) -> Response
    /// Called once the server listens, before it serves: `boundAddress` and `statistics` are there. Not called for CGI.
    public var onServerRunning: @Sendable (FastCGIServer) async -> Void

    /// - Parameters:
    ///   - server: where and how to listen; nil asks the environment
    ///   - mountPoint: what is cut off the path before routing
    ///   - checksDocumentURI: whether REQUEST_URI must agree with DOCUMENT_URI
    ///   - errorResponse: makes the answers that no route makes; plain text by default
    ///   - onServerRunning: called once the server listens
    public init(
        server: ServerConfiguration? = nil,
        mountPoint: MountPoint = .automatic,
        checksDocumentURI: Bool = true,
        errorResponse: @escaping @Sendable (RequestFailure) -> Response = RequestFailure.plainText,
        onServerRunning: @escaping @Sendable (FastCGIServer) async -> Void = { _ in }
    ) {
        self.server = server
        self.mountPoint = mountPoint
        self.checksDocumentURI = checksDocumentURI
        self.errorResponse = errorResponse
        self.onServerRunning = onServerRunning
    }
}
