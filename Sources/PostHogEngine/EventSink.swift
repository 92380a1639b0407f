public import Analytics

/// Takes captured events and brings them to PostHog.
public protocol EventSink: Sendable {
    /// Keeps the events until PostHog has them; when it returns they survive a crash of this process.
    /// - Returns: how many were not waiting already.
    func accept(_ events: [CapturedEvent]) async throws(EventStoreError) -> Int

    /// Whether more events can be taken; the error says why not.
    func checkReadiness() async throws(EventStoreError)
}
