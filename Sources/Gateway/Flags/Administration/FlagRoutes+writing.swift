import FeatureFlags
import HTTPTypes
import Hummingbird
import JSON

extension FlagRoutes {
    /// Creates a flag from the members PostHog's API takes.
    @Sendable func create(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let body = try await request.jsonObject(upTo: Self.maximumBodyBytes)
        let origin = try origin(of: context, reason: try ChangeOrigin.reason(in: body))
        let flag = try await store.create(try FlagDraft.requested(.object(body)), by: origin)
        return response(.created, flag)
    }

    /// Changes the members the body names; members of `filters` are replaced one by one, as PostHog does.
    @Sendable func update(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let body = try await request.jsonObject(upTo: Self.maximumBodyBytes)
        let origin = try origin(of: context, reason: try ChangeOrigin.reason(in: body))
        let current = try await expectedFlag(of: request, context)
        let patch = try FlagPatch.requested(.object(body))
        if patch.archived == true, !current.archived { try context.requireArchiving() }
        guard patch != FlagPatch() else { return response(.ok, current) }
        return response(
            .ok,
            try await store.update(key: current.key, expectedVersion: current.version, with: patch, by: origin))
    }

    /// Replaces a flag by the definition the body holds: what it does not name has its default. Also mends a flag that
    /// cannot be read.
    @Sendable func replace(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let body = try await request.jsonObject(upTo: Self.maximumBodyBytes)
        let origin = try origin(of: context, reason: try ChangeOrigin.reason(in: body))
        let key = try key(in: context)
        let version = try await expectedVersion(key, of: request, context)
        let patch = FlagPatch(replacingWith: try FlagDraft.requested(.object(body)))
        if patch.archived == true { try context.requireArchiving() }
        return response(.ok, try await store.update(key: key, expectedVersion: version, with: patch, by: origin))
    }

    /// Deletes a flag for good; its history stays.
    @Sendable func remove(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let origin = try origin(of: context, reason: try request.queryParameters().text("reason"))
        let key = try key(in: context)
        let version = try await expectedVersion(key, of: request, context)
        try await store.delete(key: key, expectedVersion: version, by: origin)
        return Response(status: .noContent, headers: [.cacheControl: "no-store"])
    }

    @Sendable func archive(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let origin = try origin(of: context, reason: try ChangeOrigin.reason(in: try await optionalBody(of: request)))
        if let changed = try await setArchived(true, ofMalformed: request, context, by: origin) { return changed }
        let current = try await expectedFlag(of: request, context)
        return response(
            .ok, try await store.archive(key: current.key, expectedVersion: current.version, by: origin))
    }

    @Sendable func restore(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let origin = try origin(of: context, reason: try ChangeOrigin.reason(in: try await optionalBody(of: request)))
        if let changed = try await setArchived(false, ofMalformed: request, context, by: origin) { return changed }
        let current = try await expectedFlag(of: request, context)
        return response(
            .ok, try await store.restore(key: current.key, expectedVersion: current.version, by: origin))
    }

    /// Makes a flag what it was at the version the body names.
    @Sendable func revert(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let body = try await request.jsonObject(upTo: Self.maximumBodyBytes)
        guard let version = body["version"]?.int64Value, version > 0 else {
            throw Problem.invalid(
                "version", rule: "a whole number from 1", "version must be the number of an earlier version.")
        }
        let origin = try origin(of: context, reason: try ChangeOrigin.reason(in: body))
        let key = try key(in: context)
        let expected = try await expectedVersion(key, of: request, context)
        if try !context.mayArchive(), try await store.flag(key: key, version: version)?.archived == true {
            try context.requireArchiving()
        }
        return response(
            .ok, try await store.revert(key: key, to: version, expectedVersion: expected, by: origin))
    }

    /// The flag the path names, when it is in the state the caller knows.
    func expectedFlag(of request: Request, _ context: GatewayContext) async throws -> FeatureFlag {
        let current = try await flag(in: context)
        guard let condition = request.headers[.ifMatch] else { throw Problem.missingIfMatch }
        guard FlagRevision(current).isNamed(in: condition) else { throw FlagStoreError.stale(current: current) }
        return current
    }

    private func optionalBody(of request: Request) async throws -> JSONObject {
        guard let length = request.headers[.contentLength], length != "0" else { return [:] }
        return try await request.jsonObject(upTo: Self.maximumBodyBytes)
    }
}
