public import JSON
internal import NIOHTTP1

extension PostHogClient {
    /// Sets a property of a person, by number or UUID; PostHog does it in the background.
    public func updatePerson(id: String, property: String, value: JSON) async throws(PostHogError) {
        let body: JSON = ["key": .string(property), "value": value]
        try await change(.POST, projectPath("persons", id, "update_property"), body)
    }

    /// Removes a property of a person; PostHog does it in the background.
    public func deletePersonProperty(id: String, property: String) async throws(PostHogError) {
        try await change(.POST, projectPath("persons", id, "delete_property"), ["$unset": .string(property)])
    }

    /// Deletes a person, with its events if wanted; PostHog does it in the background.
    public func deletePerson(id: String, deletingEvents: Bool = false) async throws(PostHogError) {
        let query = deletingEvents ? [(name: "delete_events", value: "true")] : []
        try await change(.DELETE, projectPath("persons", id), nil, query)
    }

    private func change(
        _ method: HTTPMethod, _ path: String, _ body: JSON?, _ query: [(name: String, value: String)] = []
    ) async throws(PostHogError) {
        var call = HTTPCall(method, path, isRepeatable: true)
        if let body { call = call.sending(body) }
        call.query = query
        call.family = .persons
        _ = try await send(call)
    }
}
