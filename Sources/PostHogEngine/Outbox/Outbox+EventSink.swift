public import Analytics

extension Outbox: EventSink {
    public func accept(_ events: [CapturedEvent]) async throws(EventStoreError) -> Int { try await store(events) }
}
