import Access
import Analytics
import FeatureFlags
import HTTPTypes
import Hummingbird
import JSON

/// `/api/flags`: full definitions for people, where the manifest shows OpenFeature's view (DESIGN §3).
///
/// Flags have the form of PostHog's API (PostHog API facts §7.2) and its keys. Changes need `If-Match` with the entity
/// tag of the flag as the caller knows it (DESIGN §4.8), and may carry a `reason` for the history.
struct FlagRoutes: Sendable {
    let store: any FlagStore
    let preparation: FlagPreparation
    let settings: ManifestSettings
    let clock: SystemClock

    static let maximumBodyBytes = 1_048_576

    /// A page of the flags that match.
    @Sendable func list(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let parameters = try request.queryParameters()
        let limit = try parameters.integer("limit", in: 1...1_000, default: 100)
        let offset = try parameters.integer("offset", in: 0...1_000_000, default: 0)
        let query = FlagQuery(
            search: try parameters.text("search", maximumLength: 200),
            active: try parameters.text("active") == nil ? nil : try parameters.boolean("active", default: true),
            archived: try Self.inclusion("archived", in: parameters),
            tags: [try parameters.text("tag", maximumLength: 255)].compactMap(\.self), limit: limit, offset: offset)
        let page = try await store.flags(matching: query)
        let usage = try await store.usage()
        return Response.json { json in
            json.field("flags", array: page.flags) { $0.value(entry(of: $1, usage[$1.key])) }
            json.field("malformed", array: page.malformed) { $0.value(JSON.object($1.summary)) }
            json.field("total", page.total)
            json.field("next_offset", offset + page.flags.count < page.total ? offset + page.flags.count : nil)
        }
    }

    /// One flag, archived ones included; of one that cannot be read, what is wrong with it.
    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        if let unreadable = try await malformedFlag(try key(in: context)) { throw Problem(unreadable) }
        let flag = try await flag(in: context)
        let tag = entityTag(of: flag)
        if let condition = request.headers[.ifNoneMatch], EntityTags(condition).contain(tag) {
            return Response(status: .notModified, headers: [.eTag: tag, .cacheControl: "private, no-cache"])
        }
        return response(.ok, flag)
    }

    /// Changes, newest first; those of a flag deleted meanwhile too.
    @Sendable func history(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let parameters = try request.queryParameters()
        let limit = try parameters.integer("limit", in: 1...500, default: 50)
        let before = try parameters.rowCursor()
        let key = try key(in: context)
        let changes = try await store.history(key: key, limit: limit, before: before)
        if changes.isEmpty, before == nil, try await store.flag(key: key) == nil {
            throw FlagStoreError.notFound("Flag \(key)")
        }
        return Response.json { json in
            json.field("history", array: changes) { $0.flagChange($1) }
            json.field("next_cursor", changes.count == limit ? changes.last.map { String($0.id) } : nil)
        }
    }

    func response(_ status: HTTPResponse.Status, _ flag: FeatureFlag) -> Response {
        var response = Response.json(status, cacheControl: "private, no-cache") { json in
            json.field("flag", flag.json)
            json.field("openfeature", ManifestFlag(flag, settings: settings).json(in: .reference))
        }
        response.headers[.eTag] = entityTag(of: flag)
        return response
    }

    /// The answer also shows the flag as the manifest does.
    private func entityTag(of flag: FeatureFlag) -> String {
        FlagRevision(flag).entityTag(ofView: settings.entityTagPart)
    }

    /// A row of the list: the flag with what the page shows beside it.
    private func entry(of flag: FeatureFlag, _ usage: FlagUsage?) -> JSON {
        guard case .object(var members) = flag.json else { return .null }
        members["type"] = .string(ManifestFlag(flag, settings: settings).type.rawValue)
        members["evaluations"] = .integer(Int64(usage?.evaluations ?? 0))
        members["calls"] = .integer(Int64(usage?.calls ?? 0))
        if let usage { members["last_called_at"] = .string(usage.lastCalledAt.description) }
        let stale = StaleFlag(flag, evaluated: usage != nil, now: clock.now)
        members["stale"] = stale.map { .string($0.reason.rawValue) } ?? .null
        return .object(members)
    }

    private static func inclusion(
        _ name: String, in parameters: QueryParameters
    ) throws(Problem) -> FlagQuery.Inclusion {
        switch try parameters.text(name) {
        case nil, "false": return .excluded
        case "true": return .included
        case "only": return .only
        case let other?:
            throw .invalid(
                name, rule: "false, true or only", "\(name) must be false, true or only, got \(other.prefix(40)).")
        }
    }

    /// The flag the path names.
    func flag(in context: GatewayContext) async throws -> FeatureFlag {
        let key = try key(in: context)
        guard let flag = try await store.flag(key: key) else { throw FlagStoreError.notFound("Flag \(key)") }
        return flag
    }

    func key(in context: GatewayContext) throws(Problem) -> String {
        ManifestKey.stored(named: try Request.decodedKey(context.parameters.get("key").map { $0[...] } ?? ""))
    }

    func origin(of context: GatewayContext, reason: String?) throws(Problem) -> ChangeOrigin {
        try ChangeOrigin(context, at: clock.now, reason: reason)
    }
}

extension JSONWriter {
    fileprivate mutating func flagChange(_ change: FlagChange) {
        object { entry in
            entry.field("id", change.id)
            entry.field("flag_id", change.flagID)
            entry.field("key", change.key)
            entry.field("version", change.version)
            entry.field("action", change.action.rawValue)
            entry.field("actor", change.origin.actor.name)
            entry.field("time", change.origin.time)
            entry.field("reason", change.origin.reason)
            entry.field("diff", change.diff.json)
        }
    }
}
