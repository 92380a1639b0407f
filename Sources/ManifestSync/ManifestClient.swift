import AsyncHTTPClient
import FeatureFlags
import JSON
import NIOCore
import NIOHTTP1

/// Speaks with the manifest routes of a gateway in the dialect of the sync API (DESIGN §4.1).
///
/// Redirects are not followed, because the token would go along. What may pass (busy, throttled, no connection) is tried
/// again a few times: repeating a request to these routes changes nothing more (DESIGN §4.4).
struct ManifestClient: Sendable {
    let http: HTTPClient
    let gateway: GatewayURL
    let token: BearerToken?
    let reason: String?

    static let manifestPath = "/openfeature/v0/manifest"
    static let flagsPath = "/openfeature/v0/manifest/flags"
    /// For one request.
    private static let timeoutSeconds: Int64 = 30
    private static let attempts = 4
    /// The pause before the second try; it doubles with every further one.
    private static let firstPause = Duration.milliseconds(250)
    /// A gateway that wants longer is not waited for.
    private static let longestWaitSeconds: Int64 = 30

    /// All flags, and what the caller may do as far as the gateway tells.
    func manifest() async throws(SyncFailure) -> (flags: [ManifestFlag], capabilities: Set<String>?) {
        let answer = try await send(.GET, Self.manifestPath)
        guard answer.status != 404 else { throw .unreachable("there are no manifest routes at this URL (status 404)") }
        guard answer.isSuccess else { throw .refused(answer.reason) }
        return (try answer.manifest(), answer.capabilities)
    }

    func create(_ flag: ManifestFlag) async throws(SyncFailure) {
        try check(try await send(.POST, Self.flagsPath + query, body: Self.body(of: flag)))
    }

    func update(_ flag: ManifestFlag) async throws(SyncFailure) {
        try check(try await send(.PUT, path(of: flag.key), body: Self.body(of: flag)))
    }

    /// - Returns: whether the flag is archived, and not deleted for good.
    func remove(_ key: String) async throws(SyncFailure) -> Bool {
        let answer = try await send(.DELETE, path(of: key))
        try check(answer)
        let json = (try? JSON(parsing: answer.body)) ?? .null
        return json["archivedAt"]?.stringValue != nil
    }

    private func path(of key: String) -> String {
        "\(Self.flagsPath)/\(GatewayURL.segment(key))\(query)"
    }

    private var query: String {
        reason.map { "?reason=\(GatewayURL.segment($0))" } ?? ""
    }

    private static func body(of flag: ManifestFlag) -> [UInt8] {
        var members: JSONObject = [
            "key": .string(flag.key), "type": .string(flag.type.rawValue), "defaultValue": flag.defaultValue,
        ]
        if !flag.description.isEmpty { members["description"] = .string(flag.description) }
        return JSON.object(members).serialized()
    }

    private func check(_ answer: GatewayAnswer) throws(SyncFailure) {
        if !answer.isSuccess { throw .refused(answer.reason) }
    }

    /// Sends a request until it is answered for good.
    /// - Throws: ``SyncFailure/notAllowed(_:)`` for 401 and 403, ``SyncFailure/unreachable(_:)``.
    private func send(
        _ method: HTTPMethod, _ path: String, body: [UInt8]? = nil
    ) async throws(SyncFailure) -> GatewayAnswer {
        var failure = SyncFailure.unreachable("the gateway does not answer")
        for attempt in 1...Self.attempts {
            var wantedSeconds: Int64 = 0
            do {
                let answer = try await exchange(method, path, body)
                switch answer.status {
                case 401: throw SyncFailure.notAllowed("the gateway wants a token it knows: \(answer.reason)")
                case 403: throw SyncFailure.notAllowed("the token may not do this: \(answer.reason)")
                case 300...399:
                    throw SyncFailure.unreachable(
                        "the gateway redirects (status \(answer.status)), which is not followed; use the final URL")
                case 429, 500...599:
                    failure = .unreachable("the gateway cannot answer: \(answer.reason)")
                    if let seconds = answer.retryAfterSeconds {
                        guard seconds <= Self.longestWaitSeconds else { throw failure }
                        wantedSeconds = seconds
                    }
                default: return answer
                }
            } catch let final as SyncFailure {
                throw final
            } catch {
                failure = .unreachable("the gateway cannot be reached: \(DisplayText.of(String(describing: error)))")
            }
            guard attempt < Self.attempts else { break }
            do {
                try await Task.sleep(for: Self.pause(afterAttempt: attempt, wantedSeconds: wantedSeconds))
            } catch {
                throw failure
            }
        }
        throw failure
    }

    /// How long to wait after an attempt, counted from 1: what the gateway asks for does not add to later pauses.
    static func pause(afterAttempt attempt: Int, wantedSeconds: Int64) -> Duration {
        max(firstPause * (1 << (attempt - 1)), .seconds(wantedSeconds))
    }

    private func exchange(_ method: HTTPMethod, _ path: String, _ body: [UInt8]?) async throws -> GatewayAnswer {
        var request = HTTPClientRequest(url: gateway.url(path))
        request.method = method
        request.headers.add(name: "Accept", value: ManifestDialect.syncMediaType)
        request.headers.add(name: "User-Agent", value: "posthog-gateway-flags")
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token.value)") }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let response = try await http.execute(request, timeout: .seconds(Self.timeoutSeconds))
        let bytes = try await response.body.collect(upTo: JSONLimits.standard.maximumBytes)
        return GatewayAnswer(
            status: Int(response.status.code), body: Array(bytes.readableBytesView),
            capabilities: response.headers.first(name: "X-Manifest-Capabilities").map { value in
                Set(value.split(separator: ",").map { String($0.drop { $0 == " " }) })
            },
            retryAfterSeconds: response.headers.first(name: "Retry-After").flatMap(Int64.init).map { max(0, $0) })
    }
}
