import Access
import Analytics
import FastCGI
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdFastCGI
import JSON
import Logging
import NIOCore
import SQLiteEngine

@testable import Gateway

/// The whole gateway on a store of its own in a new directory, called without sockets.
final class GatewayFixture: Sendable {
    static let now = Timestamp(seconds: 1_795_000_000)
    static let projectToken = "phc_test"
    static let jwtSecret = "0123456789abcdef0123456789abcdef"

    let application: GatewayApplication
    private let directory: String

    init(_ variables: [String: String] = [:]) async throws {
        directory = NSTemporaryDirectory() + "gateway-tests-\(UUID().uuidString)"
        var all = [
            "GATEWAY_DATA_DIR": directory, "READ_TOKEN": "read-token-0123456789", "LOG_LEVEL": "critical",
            "WRITE_TOKEN": "write-token-0123456789", "ADMIN_TOKEN": "admin-token-0123456789",
            "CUSTOM_TOKEN_1": "support-token-0123456789:read,lookup",
            "POSTHOG_PROJECT_TOKEN": Self.projectToken, "JWT_SECRET": Self.jwtSecret,
        ]
        all.merge(variables) { $1 }
        application = try await GatewayApplication(
            settings: Settings { [all] in all[$0] }, clock: SystemClock { GatewayFixture.now })
    }

    deinit {
        // The directory is this test's own; a failure to remove it fails nothing that is tested.
        try? FileManager.default.removeItem(atPath: directory)
    }

    struct Answer {
        let status: Int
        let headers: HTTPFields
        let body: [UInt8]
        var json: JSON { (try? JSON(parsing: body)) ?? .null }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, token: String? = nil, headers: HTTPFields = [:],
        body: [UInt8] = [], clientAddress: String = "203.0.113.9"
    ) async throws -> Answer {
        var fields = headers
        if let token { fields[.authorization] = "Bearer \(token)" }
        let source = FastCGIRequestContextSource(
            logger: Logger(label: "test"), metaVariables: Parameters([("REMOTE_ADDR", clientAddress)]))
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "localhost:8080", path: path, headerFields: fields),
            body: RequestBody(buffer: ByteBuffer(bytes: body)))
        let response = try await application.respond(to: request, source: source)
        let collector = BodyCollector()
        try await response.body.write(collector)
        return Answer(status: response.status.code, headers: response.headers, body: collector.bytes)
    }

    func get(_ path: String, token: String? = "admin-token-0123456789") async throws -> Answer {
        try await send(.get, path, token: token)
    }

    func post(_ path: String, json: JSON, token: String? = nil, headers: HTTPFields = [:]) async throws -> Answer {
        var fields = headers
        fields[.contentType] = "application/json"
        return try await send(.post, path, token: token, headers: fields, body: json.serialized())
    }
}
