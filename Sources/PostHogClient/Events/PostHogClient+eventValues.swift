public import JSON

extension PostHogClient {
    /// Frequent values of an event property in the last seven days, about ten of them.
    ///
    /// PostHog demands `eventName` from API keys, except for the key `custom_event`, which lists the names of events.
    /// `value` narrows to values that hold the text.
    public func eventValues(
        key: String, eventName: String? = nil, value: String? = nil, isColumn: Bool = false
    ) async throws(PostHogError) -> [JSON] {
        guard !key.isEmpty else {
            throw PostHogError(.invalidArgument, code: "required", detail: "key must not be empty", attr: "key")
        }
        guard key == "custom_event" || eventName?.isEmpty == false else {
            throw PostHogError(
                .invalidArgument, code: "required",
                detail: "event_name must be given for every key but custom_event", attr: "event_name")
        }
        var query = [(name: "key", value: key)]
        if let eventName { query.append(("event_name", eventName)) }
        if let value { query.append(("value", value)) }
        if isColumn { query.append(("is_column", "true")) }
        let call = get(projectPath("events", "values"), query, family: .eventValues)
        let answer = try await json(call)
        // Two shapes are in use: {"results":[…]} and the bare array.
        guard let elements = answer.arrayValue ?? answer["results"]?.arrayValue else {
            throw PostHogError(.malformed, status: 200, detail: "the answer holds no array", call: call.name)
        }
        return elements.map { $0["name"] ?? $0 }
    }
}
