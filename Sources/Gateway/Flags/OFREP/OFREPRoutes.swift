import Access
import Analytics
import FeatureFlags
import HTTPTypes
import Hummingbird
import JSON

/// `/ofrep/v1/evaluate/flags`: remote evaluation for every OpenFeature SDK (OFREP 0.3.0; flag systems §4b).
struct OFREPRoutes: Sendable {
    let flags: FlagPreparation
    let facts: KnownFacts
    let usage: FlagUsageCounter
    let clock: SystemClock

    static let flagsPrefix = "/ofrep/v1/evaluate/flags/"
    static let maximumBodyBytes = 1_048_576

    /// One flag. 200 with or without a value, 404 for an unknown key, 400 for what cannot be evaluated.
    @Sendable func evaluate(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let key = try request.flagKey(behind: Self.flagsPrefix)
        do {
            return try await evaluation(of: key, request)
        } catch let failure as OFREPFailure {
            throw failure.of(key: key)
        }
    }

    private func evaluation(of key: String, _ request: Request) async throws -> Response {
        let asked = try await askedContext(of: request)
        let prepared = try await flags.current()
        var context = asked.evaluationContext(now: clock.now)
        // A key that no flag can have asks for no facts, and is answered as unknown.
        let stored = (try? ManifestKey.stored(for: key)) ?? ""
        _ = try await facts.complete(&context, with: prepared.needs.facts(of: stored))
        var evaluation = prepared.evaluation.evaluate(key, for: asked, in: context)
        if case .success(var success) = evaluation {
            success.quality = OFREPQuality(AnswerQuality.current)
            evaluation = .success(success)
        }
        var json = JSONWriter(capacity: 256)
        evaluation.write(to: &json)
        guard case .failure(let failure) = evaluation else {
            usage.countEvaluation(of: stored)
            return Response.json(bytes: json.bytes)
        }
        if failure.code == .flagNotFound { usage.countUnknown(key) }
        return Response.json(failure.code == .flagNotFound ? .notFound : .badRequest, bytes: json.bytes)
    }

    /// All flags. The entity tag stands for everything the answer depends on, so a caller who has the answer already
    /// gets 304 before anything is evaluated.
    @Sendable func evaluateAll(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let asked = try await askedContext(of: request)
        let prepared = try await flags.current()
        var evaluationContext = asked.evaluationContext(now: clock.now)
        var known = try await facts.complete(&evaluationContext, with: prepared.needs.all)
        let quality = OFREPQuality(AnswerQuality.current)
        // An answer that lacks something is not the one that lacks nothing, even where the values are the same.
        if quality.lacksFacts { known.append("incomplete") }
        let conditions = Conditions(
            ifNoneMatch: request.headers[.ifNoneMatch],
            flagConfigETag: try request.queryParameters().text("flagConfigEtag"))
        let tag = prepared.evaluation.entityTag(
            for: asked, in: evaluationContext, scope: Self.scope(of: try context.requirePrincipal()),
            dependencies: known)
        if let tag, conditions.know(tag, prepared.flags) { return Self.notModified(tag) }
        let answer = prepared.evaluation.evaluateAll(for: asked, in: evaluationContext)
        usage.countEvaluation(ofAll: prepared.flags)
        // The tag stands for what the flags say, so their age is no part of it.
        let ageless = OFREPQuality(lacksFacts: quality.lacksFacts)
        var bytes = answer.serialized(tag == nil ? ageless : quality)
        let sent = tag ?? OFREPEntityTag(ofAnswer: bytes)
        if tag == nil {
            if conditions.know(sent, prepared.flags) { return Self.notModified(sent) }
            if quality != ageless { bytes = answer.serialized(quality) }
        }
        var response = Response.json(cacheControl: "private, no-cache", bytes: bytes)
        response.headers[.eTag] = sent.description
        return response
    }

    /// What the caller has already.
    private struct Conditions {
        var ifNoneMatch: String?
        var flagConfigETag: String?

        func know(_ tag: OFREPEntityTag, _ flags: FlagSet) -> Bool {
            tag.isKnown(ifNoneMatch: ifNoneMatch, flagConfigETag: flagConfigETag, flagSetVersion: flags.version)
        }
    }

    private static func notModified(_ tag: OFREPEntityTag) -> Response {
        Response(status: .notModified, headers: [.eTag: tag.description, .cacheControl: "private, no-cache"])
    }

    private static func scope(of principal: Principal) -> String {
        Capability.allCases.reduce(into: "") { if principal.may($1) { $0 += $1.rawValue } }
    }

    private func askedContext(of request: Request) async throws -> OFREPContext {
        try request.requireJSONContentType(mayBeAbsent: true)
        return try OFREPContext(body: try await request.bodyBytes(upTo: Self.maximumBodyBytes))
    }
}

extension OFREPQuality {
    /// What the stores noted while they were asked.
    fileprivate init(_ noted: AnswerQuality?) {
        self.init(flagsAgeSeconds: noted?.flagsAgeSeconds, lacksFacts: noted?.lacksFacts ?? false)
    }
}
