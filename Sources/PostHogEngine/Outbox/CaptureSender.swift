import PostHogClient

/// Sends events to the capture of the project (PostHog API facts §10).
struct CaptureSender: EventSender {
    /// A batch may take longer than a lookup.
    private static let timeout = Duration.seconds(20)

    let upstream: PostHogUpstream

    func send(_ events: ArraySlice<OutboxEntry>) async -> DeliveryAnswer {
        do throws(PostHogError) {
            _ = try await upstream.call { client throws(PostHogError) in
                try await client.with(timeout: Self.timeout, deadline: Self.timeout, attempts: 1)
                    .deliver(events.lazy.map(\.body))
            }
            return .status(200, text: "", retryAfterSeconds: nil)
        } catch {
            return DeliveryAnswer(error)
        }
    }
}

extension DeliveryAnswer {
    /// What a failed call means.
    init(_ error: PostHogError) {
        switch error.kind {
        case .invalidArgument:
            self = .status(413, text: error.detail, retryAfterSeconds: nil)
        case .malformed, .tooLarge:
            // A 200 that is no answer of PostHog's says that somebody else answered.
            self = .unreachable(error.description)
        default:
            guard let status = error.status else {
                self = .unreachable(error.description)
                return
            }
            self = .status(
                status, text: error.detail, retryAfterSeconds: error.retryAfterSeconds.map(Double.init))
        }
    }
}
