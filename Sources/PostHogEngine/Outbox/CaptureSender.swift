import PostHogClient

/// Sends events to the capture of the project (PostHog API facts §10).
struct CaptureSender: EventSender {
    /// A batch may take longer than a lookup.
    private static let timeout = Duration.seconds(20)

    let upstream: PostHogUpstream

    func send(_ events: ArraySlice<OutboxEntry>) async -> DeliveryAnswer {
        let token: String
        do throws(PostHogError) {
            token = try await upstream.call { client throws(PostHogError) in try await client.projectToken() }
        } catch {
            // Whatever PostHog says to this, it is not about the events.
            return .unreachable("the project token cannot be looked up: \(error.description)")
        }
        do throws(PostHogError) {
            let answer = try await upstream.call { client throws(PostHogError) in
                try await client.with(timeout: Self.timeout, deadline: Self.timeout, attempts: 1)
                    .deliver(events.lazy.map(\.body), token: token)
            }
            return DeliveryAnswer(answer)
        } catch {
            return DeliveryAnswer(error)
        }
    }
}

extension DeliveryAnswer {
    /// What an answer of 200 means: over its quota PostHog drops events and says so only in the body
    /// (PostHog API facts §10.3).
    fileprivate init(_ answer: PostHogCaptureAnswer) {
        let isDropped = answer.quotaLimited.contains("events")
        self = .status(
            isDropped ? 402 : 200, text: isDropped ? "the plan's quota of events is used up" : "",
            retryAfterSeconds: nil)
    }
}

extension DeliveryAnswer {
    /// What a failed call means.
    init(_ error: PostHogError) {
        switch error.kind {
        case .invalidArgument:
            self = .status(413, text: error.detail, retryAfterSeconds: nil)
        case .malformed, .tooLarge:
            // What is no answer of PostHog's, a page for example, says that somebody else answered.
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
