import Analytics
import FeatureFlags
import HTTPTypes
import Hummingbird
import HummingbirdFastCGI
import JSON

/// The routes PostHog's SDKs evaluate flags through (PostHog API facts §8 and §9).
struct SDKFlagRoutes: Sendable {
    let flags: FlagPreparation
    let facts: KnownFacts
    let usage: FlagUsageCounter
    let projectTokens: ProjectTokens
    let clock: SystemClock
    /// Nil where the gateway keeps the definitions itself.
    let relay: DefinitionsRelay?

    /// The id of the one project there is.
    static let projectID: Int64 = 1
    private static let maximumBodyBytes = 2 * 1_048_576

    /// `POST /flags`.
    @Sendable func flags(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await answer(to: request, context, shape: SDKAnswerShape.ofFlags)
    }

    /// `POST /decide`, the older name with older forms.
    @Sendable func decide(_ request: Request, _ context: GatewayContext) async throws -> Response {
        try await answer(to: request, context, shape: SDKAnswerShape.ofDecide)
    }

    /// `GET /flags` evaluates nothing; it tells the project's settings.
    @Sendable func configuration(_ request: Request, _ context: GatewayContext) -> Response {
        Response.json { answer in
            SDKFlagAnswer.writeConfiguration(to: &answer)
            answer.object("featureFlags") { _ in }
            answer.object("featureFlagPayloads") { _ in }
            answer.field("errorsWhileComputingFlags", false)
            answer.field("quotaLimited", array: EmptyCollection<String>()) { $0.value($1) }
        }
    }

    private func answer(
        to request: Request, _ context: GatewayContext, shape: (Int?) -> SDKAnswerShape
    ) async throws -> Response {
        let parameters = try request.queryParameters()
        let asked = try await sdkRequest(in: request, parameters)
        try projectTokens.check(asked.token, field: "token")
        let version = try parameters.text("v").map { text throws(Problem) -> Int in
            guard let version = Int(text) else {
                throw .invalid("v", rule: "a whole number", "v must be a whole number, got \(text.prefix(40)).")
            }
            return version
        }
        // The project token is public.
        let evaluations =
            asked.disablesFlags ? [] : try await evaluations(for: asked, request).filter { !$0.isConfidential }
        let answer = SDKFlagAnswer(
            evaluations: evaluations, lacksFacts: AnswerQuality.current?.lacksFacts ?? false, shape: shape(version),
            requestID: context.requestID, evaluatedAt: clock.now,
            includesConfiguration: try parameters.boolean("config", default: false))
        var json = JSONWriter(capacity: 512 + 384 * evaluations.count)
        answer.write(to: &json)
        return Response.json(bytes: json.bytes)
    }

    private func evaluations(for asked: SDKFlagRequest, _ request: Request) async throws -> FlagEvaluations {
        let prepared = try await flags.current()
        var context = asked.evaluationContext(
            now: clock.now, detected: EvaluationRuntime.detected(in: request.headers))
        _ = try await facts.complete(&context, with: prepared.needs.facts(of: asked.keys))
        let evaluations = prepared.flags.evaluate(in: context, keys: asked.keys)
        if asked.keys == nil {
            usage.countEvaluation(ofAll: prepared.flags)
        } else {
            // Keys that no flag has are not counted here: the SDK reports what it asked for as an event.
            for evaluation in evaluations { usage.countEvaluation(of: evaluation.key) }
        }
        return evaluations
    }

    private func sdkRequest(in request: Request, _ parameters: QueryParameters) async throws -> SDKFlagRequest {
        do {
            let body = try CaptureBody(
                try await request.bodyBytes(upTo: Self.maximumBodyBytes), contentType: request.headers[.contentType],
                contentEncoding: request.headers[.contentEncoding], compression: try parameters.text("compression"),
                maximumBytes: Self.maximumBodyBytes)
            return try SDKFlagRequest(
                try JSON(parsing: body.json, limits: .lenient),
                queryToken: try parameters.text("token") ?? parameters.text("api_key"))
        } catch let error as CaptureBodyError {
            throw Problem(error)
        } catch let error as JSONError {
            throw Problem.invalid("body", rule: "JSON", "The body is not valid JSON: \(error).")
        }
    }
}
