import Access
import Analytics
import FeatureFlags
import HTTPTypes
import Hummingbird

/// `/openfeature/v0/manifest`: the flags as OpenFeature sees them (OpenFeature proxy specification; sync API).
struct ManifestRoutes: Sendable {
    let store: any FlagStore
    let settings: ManifestSettings
    /// The form of answers to callers who name none.
    let dialect: ManifestDialect
    /// Whether DELETE archives instead of deleting for good (DESIGN §4.5).
    let archives: Bool
    let clock: SystemClock

    static let flagsPrefix = "/openfeature/v0/manifest/flags/"
    static let maximumBodyBytes = 1_048_576

    /// The whole manifest: disabled flags are in it, archived ones are not.
    @Sendable func manifest(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let dialect = try chosenDialect(of: request)
        let flags = try await store.snapshot().flags
        let tag = entityTag(of: flags, dialect)
        if let condition = request.headers[.ifNoneMatch], EntityTags(condition).contain(tag) {
            return try response(.notModified, entityTag: tag, to: context)
        }
        let answer = ManifestAnswer.manifest(
            ManifestFlag.manifest(of: flags.flags, settings: settings), at: clock.now)
        return try response(.ok, answer, dialect, entityTag: tag, to: context)
    }

    /// One flag, with the entity tag that `If-Match` wants back.
    @Sendable func flag(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let dialect = try chosenDialect(of: request)
        let flag = try await storedFlag(in: request)
        guard !flag.archived else { throw ManifestError.notFound(key: ManifestKey.manifestKey(of: flag.key)) }
        let tag = entityTag(of: flag, dialect)
        if let condition = request.headers[.ifNoneMatch], EntityTags(condition).contain(tag) {
            return try response(.notModified, entityTag: tag, to: context)
        }
        return try response(.ok, flag, dialect, to: context)
    }

    /// The dialect of a request (DESIGN §4.1).
    func chosenDialect(of request: Request) throws -> ManifestDialect {
        try ManifestDialect.choose(
            query: try request.queryParameters().text("dialect"), userAgent: request.headers[.userAgent],
            accept: request.headers[.accept], otherwise: dialect)
    }

    /// The flag the path names.
    func storedFlag(in request: Request) async throws -> FeatureFlag {
        let key = try request.flagKey(behind: Self.flagsPrefix)
        // A key that no flag can have is the key of none.
        guard let stored = try? ManifestKey.stored(for: key), let flag = try await store.flag(key: stored) else {
            throw ManifestError.notFound(key: key)
        }
        return flag
    }

    /// Who makes a change, and why: the bodies of the manifest have no place for a reason, so it is in the query.
    func origin(of request: Request, _ context: GatewayContext) throws -> ChangeOrigin {
        try ChangeOrigin(context, at: clock.now, reason: try request.queryParameters().text("reason"))
    }

    func response(
        _ status: HTTPResponse.Status, _ flag: FeatureFlag, _ dialect: ManifestDialect, to context: GatewayContext
    ) throws -> Response {
        try response(
            status, .flag(ManifestFlag(flag, settings: settings), updatedAt: flag.updatedAt), dialect,
            entityTag: entityTag(of: flag, dialect), to: context)
    }

    func response(
        _ status: HTTPResponse.Status, _ answer: ManifestAnswer? = nil, _ dialect: ManifestDialect = .reference,
        entityTag: String? = nil, to context: GatewayContext
    ) throws -> Response {
        var response = answer.map { Response.json(status, $0.json(in: dialect)) } ?? Response(status: status)
        response.headers[.cacheControl] = "private, no-cache"
        response.headers[.eTag] = entityTag
        response.headers[.manifestCapabilities] = ManifestPresentation.capabilities(of: try context.requirePrincipal())
        return response
    }

    /// Everything the manifest depends on, but the time in it.
    private func entityTag(of flags: FlagSet, _ dialect: ManifestDialect) -> String {
        "\"\(flags.version)-\(dialect.rawValue)\(settings.entityTagPart)\""
    }

    private func entityTag(of flag: FeatureFlag, _ dialect: ManifestDialect) -> String {
        // One tag for the flag on all routes, but for the dialect that shows less of it.
        FlagRevision(flag).entityTag(ofView: (dialect == .sync ? "sync" : "") + settings.entityTagPart)
    }
}
