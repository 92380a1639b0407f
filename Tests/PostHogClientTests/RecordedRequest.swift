import HTTPTypes
import Hummingbird
import JSON

@testable import PostHogClient

/// A request as it reached the server.
struct RecordedRequest: Sendable {
    let method: String
    let path: String
    let parameters: [String: String]
    let headers: [String: String]
    let body: [UInt8]

    init(_ request: Request, body: [UInt8]) {
        method = request.method.rawValue
        path = request.uri.path
        let query = request.uri.query ?? ""
        parameters = Dictionary(
            PercentEncoding.parameters(query).map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
        headers = Dictionary(
            request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { _, last in last })
        self.body = body
    }

    var json: JSON { (try? JSON(parsing: body)) ?? .null }
}
