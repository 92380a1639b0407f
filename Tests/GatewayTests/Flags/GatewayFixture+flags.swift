import HTTPTypes
import JSON

@testable import Gateway

extension GatewayFixture {
    static let readToken = "read-token-0123456789"
    static let writeToken = "write-token-0123456789"
    static let adminToken = "admin-token-0123456789"
    static let supportToken = "support-token-0123456789"

    static let manifestFlags = "/openfeature/v0/manifest/flags"

    /// Creates a flag with PostHog's own members.
    @discardableResult
    func makeFlag(_ definition: JSON) async throws -> Answer {
        try await post("/api/flags", json: definition, token: Self.adminToken)
    }

    /// Creates a flag through the manifest.
    @discardableResult
    func makeManifestFlag(_ flag: JSON, query: String = "") async throws -> Answer {
        try await post(Self.manifestFlags + query, json: flag, token: Self.writeToken)
    }

    func put(_ path: String, json: JSON, headers: HTTPFields = [:], token: String = writeToken) async throws -> Answer {
        var fields = headers
        fields[.contentType] = "application/json"
        return try await send(.put, path, token: token, headers: fields, body: json.serialized())
    }

    func patch(_ path: String, json: JSON, ifMatch: String?) async throws -> Answer {
        var fields: HTTPFields = [.contentType: "application/json"]
        fields[.ifMatch] = ifMatch
        return try await send(.patch, path, token: Self.adminToken, headers: fields, body: json.serialized())
    }

    /// Asks OFREP for one flag, or for all of them.
    func evaluate(_ key: String? = nil, _ context: JSON = [:], headers: HTTPFields = [:]) async throws -> Answer {
        try await post(
            "/ofrep/v1/evaluate/flags" + (key.map { "/\($0)" } ?? ""), json: ["context": context],
            token: Self.readToken, headers: headers)
    }

    /// Stores one event of a user.
    func capture(_ event: JSON) async throws {
        _ = try await post("/batch/", json: ["token": .string(Self.projectToken), "batch": [event]])
    }
}

extension HTTPField.Name {
    static let capabilities = HTTPField.Name("X-Manifest-Capabilities") ?? .server
}
