internal import JSON

extension PostHogClient {
    /// Sends events that are JSON text already, at the times they carry: `POST /batch/` without `sent_at`.
    ///
    /// With `sent_at` PostHog moves every event by what it takes for a fault of the sender's clock, which is right for a
    /// device and wrong for events that waited in a queue (PostHog API facts §10.2). A call is never repeated: queues
    /// have a pace of their own.
    ///
    ///     try await client.deliver([#"{"event":"order","distinct_id":"u1","timestamp":"2026-01-02T03:04:05Z"}"#])
    ///
    /// - Parameters:
    ///   - events: one JSON object each; not checked. Together at most 20 MB.
    ///   - historicalMigration: whether PostHog handles them as old data, apart from what comes in now.
    @discardableResult
    public func deliver(
        _ events: some Sequence<String>, historicalMigration: Bool = false, token: String? = nil
    ) async throws(PostHogError) -> PostHogCaptureAnswer {
        var body = Array("{\"api_key\":".utf8) + JSON.string(try await projectToken(token)).serialized()
        body += Array(",\"historical_migration\":\(historicalMigration),\"batch\":[".utf8)
        var isFirst = true
        for event in events {
            if !isFirst { body.append(UInt8(ascii: ",")) }
            isFirst = false
            body += Array(event.utf8)
        }
        body += Array("]}".utf8)
        return try await object(.capture(body, isRepeatable: false))
    }
}
