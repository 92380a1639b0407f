import FastCGI
import HTTPTypes

extension RequestHead {
    /// The request line and headers for Hummingbird.
    func httpRequest(mountPoint: MountPoint, checksDocumentURI: Bool) throws(RequestRejection) -> HTTPRequest {
        if let rejection { throw rejection }
        guard let method else { throw .invalid("REQUEST_METHOD is missing") }
        guard let httpMethod = HTTPRequest.Method(method) else { throw .invalid("REQUEST_METHOD is no HTTP method") }
        let target = try RequestTarget(of: self, mountPoint: mountPoint, checksDocumentURI: checksDocumentURI)
        // What the web server says about its own side; a client's X-Forwarded-Proto is not asked.
        let scheme = isHTTPS ? "https" : "http"
        return HTTPRequest(
            method: httpMethod,
            scheme: scheme,
            authority: target.authority ?? host ?? serverAuthority(scheme: scheme),
            path: target.pathAndQuery,
            headerFields: fields
        )
    }

    private func serverAuthority(scheme: String) -> String? {
        Authority.of(serverName: parameters["SERVER_NAME"], port: parameters["SERVER_PORT"], scheme: scheme)
    }
}
