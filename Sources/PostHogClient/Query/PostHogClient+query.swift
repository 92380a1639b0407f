public import JSON
internal import NIOHTTP1

extension PostHogClient {
    /// Runs HogQL and gives its rows.
    ///
    /// `values` are the constants for `{placeholders}`; no text needs to be put together. Write a `LIMIT`: without one
    /// PostHog gives 100 rows, and never more than 50,000. `OFFSET` is refused for API keys: see
    /// ``queryRows(pageSize:key:name:refresh:_:)``. `name` labels the query in PostHog's own log. A result may come from
    /// PostHog's cache unless `refresh` forces it. At most three queries of a client run at once.
    public func query(
        _ hogql: String, values: JSONObject = [:], name: String? = nil, refresh: QueryRefresh = .blocking,
        clientQueryID: String? = nil
    ) async throws(PostHogError) -> QueryResult {
        var query: JSONObject = ["kind": "HogQLQuery", "query": .string(hogql)]
        if !values.isEmpty { query["values"] = .object(values) }
        var body: JSONObject = ["query": .object(query), "refresh": .string(refresh.rawValue)]
        if let name { body["name"] = .string(name) }
        if let clientQueryID { body["client_query_id"] = .string(clientQueryID) }
        var call = HTTPCall(.POST, projectPath("query"), isRepeatable: true).sending(.object(body))
        call.family = .query
        let deadline = connection.clock.now() + min(configuration.deadline, .seconds(86_400))
        var json = try await json(call)
        if let status = json["query_status"], json["results"]?.arrayValue == nil {
            json = try await finished(status, deadline: deadline)
        }
        do throws(PostHogError) {
            return try QueryResult(json: json)
        } catch {
            throw error.naming(call)
        }
    }

    /// Runs HogQL given as a value.
    public func query(
        _ hogql: HogQL, name: String? = nil, refresh: QueryRefresh = .blocking
    ) async throws(PostHogError) -> QueryResult {
        try await query(hogql.text, values: hogql.values, name: name, refresh: refresh)
    }

    /// Stops a running query by its `clientQueryID`.
    public func cancelQuery(id: String) async throws(PostHogError) {
        let call = HTTPCall(.DELETE, projectPath("query", id), isRepeatable: true)
        _ = try await send(call)
    }

    /// Asks after a query in the background until it has ended; the pauses grow from 0.2 to 2 seconds.
    private func finished(_ status: JSON, deadline: Duration) async throws(PostHogError) -> JSON {
        var status = status
        var pause = Duration.milliseconds(200)
        while true {
            if status["error"]?.boolValue == true {
                let detail = status["error_message"]?.stringValue ?? "the query failed"
                throw PostHogError(.validation, status: 200, code: "query_error", detail: detail.shortened(to: 2_000))
            }
            if status["complete"]?.boolValue == true { return Self.result(of: status) }
            guard let id = status["id"]?.stringValue else {
                throw PostHogError(.malformed, status: 202, detail: "the state of the query has no id")
            }
            let remaining = deadline - connection.clock.now()
            guard pause < remaining else {
                throw PostHogError(.timeout, detail: "the query did not end within \(configuration.deadline)")
            }
            do {
                try await connection.clock.sleep(until: connection.clock.now() + pause)
            } catch {
                throw PostHogError(.cancelled, detail: "the call was cancelled")
            }
            let call = get(projectPath("query", id), family: .query)
            let answer = try await with(deadline: remaining - pause).json(call)
            pause = min(pause * 2, .seconds(2))
            guard let next = answer["query_status"] else {
                throw PostHogError(.malformed, status: 200, detail: "the answer has no query_status", call: call.name)
            }
            status = next
        }
    }

    /// The rows stand in `results` as they would in a direct answer, as an object or directly.
    private static func result(of status: JSON) -> JSON {
        guard let results = status["results"] else { return .null }
        return results.objectValue == nil ? status : results
    }
}
