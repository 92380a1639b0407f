import HTTPTypes
import Hummingbird
import HummingbirdFastCGI
import Logging

extension GatewayContext {
    /// Logs why a request failed; the client is told no more than that it did.
    func log(_ error: any Error, status: HTTPResponse.Status, method: HTTPRequest.Method) {
        logger.error(
            "request failed",
            metadata: [
                "http.method": "\(method)", "http.route": "\(endpointPath ?? "none")",
                "http.status": "\(status.code)", "error": "\(error)",
            ])
    }
}
