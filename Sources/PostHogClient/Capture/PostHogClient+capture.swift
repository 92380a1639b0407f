internal import JSON

extension PostHogClient {
    /// The largest body PostHog takes in one batch.
    public static let maximumBatchBytes = 20 * 1024 * 1024

    /// Sends events in one batch; they are accepted all or not at all, and dropped by PostHog when `quotaLimited` of its
    /// answer holds `events`.
    ///
    /// With `historicalMigration` PostHog handles them as old data, apart from what comes in now. `token` is the
    /// project's, looked up when it is nil. Repeated after a failure only when every event has a `uuid`. Throws
    /// `invalidArgument` for an empty batch and for one over 20 MB.
    @discardableResult
    public func batch(
        _ events: [PostHogCaptureEvent], historicalMigration: Bool = false, token: String? = nil
    ) async throws(PostHogError) -> PostHogCaptureAnswer {
        guard !events.isEmpty else {
            throw PostHogError(.invalidArgument, code: "required", detail: "events must not be empty", attr: "events")
        }
        let token = try await projectToken(token)
        let members: JSON = [
            "api_key": .string(token), "historical_migration": .bool(historicalMigration),
            "batch": .array(events.map { .object($0.json) }),
        ]
        var body = Array("{\"sent_at\":\"".utf8)
        let start = body.count
        body += PostHogTime.now().description.utf8
        let sendingTime = start..<body.count
        body += Array("\",".utf8) + members.serialized().dropFirst()
        let isRepeatable = events.allSatisfy { $0.uuid != nil }
        return try await object(.capture(body, isRepeatable: isRepeatable, sendingTime: sendingTime))
    }

    /// Sends one event.
    @discardableResult
    public func capture(
        _ event: PostHogCaptureEvent, token: String? = nil
    ) async throws(PostHogError) -> PostHogCaptureAnswer {
        try await batch([event], token: token)
    }
}
