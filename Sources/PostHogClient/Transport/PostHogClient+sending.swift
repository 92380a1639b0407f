internal import JSON
internal import NIOHTTP1

extension PostHogClient {
    func send(_ call: HTTPCall) async throws(PostHogError) -> HTTPAnswer {
        guard call.isUnambiguous else {
            throw PostHogError(
                .invalidArgument, code: "invalid_path",
                detail: "an identifier in the path must not be empty, . or .., which lead elsewhere", call: call.name)
        }
        return try await connection.send(call, configuration)
    }

    /// The answer as JSON; anything else is `malformed`.
    func json(_ call: HTTPCall) async throws(PostHogError) -> JSON {
        let answer = try await send(call)
        return try parse(answer, of: call)
    }

    func parse(_ answer: HTTPAnswer, of call: HTTPCall) throws(PostHogError) -> JSON {
        let limits = JSONLimits(maximumBytes: configuration.maximumResponseBytes)
        do throws(JSONError) {
            return try JSON(parsing: answer.body, limits: limits)
        } catch {
            let page = ErrorBody(answer.body, contentType: answer.contentType).detail
            let excerpt = page.map { "; it says: \(Redaction(configuration.credentials)($0).shortened(to: 200))" } ?? ""
            throw PostHogError(
                .malformed, status: answer.status,
                detail: "the answer is not JSON: \(error)\(answer.body.isEmpty ? "" : excerpt)", call: call.name)
        }
    }

    /// The answer as a model.
    func object<Model: PostHogModel>(_ call: HTTPCall) async throws(PostHogError) -> Model {
        let json = try await json(call)
        do throws(PostHogError) {
            return try Model(json: json)
        } catch {
            throw error.naming(call)
        }
    }

    func get(
        _ path: String, _ query: [(name: String, value: String)] = [], family: EndpointFamily = .general
    ) -> HTTPCall {
        var call = HTTPCall(.GET, path)
        call.query = query
        call.family = family
        return call
    }
}

extension HTTPCall {
    /// The call with a JSON body.
    func sending(_ body: JSON) -> HTTPCall {
        var call = self
        call.body = body.serialized()
        return call
    }
}
