/// Sends events to PostHog's capture.
protocol EventSender: Sendable {
    /// Sends events in one request, in their order.
    func send(_ events: ArraySlice<OutboxEntry>) async -> DeliveryAnswer
}
