/// What an answer of capture means for the events that were sent (PostHog API facts §10.3, §10.4).
enum DeliveryVerdict: Equatable {
    /// PostHog has them.
    case delivered
    /// PostHog does not take them as they are; fewer at a time it may take some.
    case refused(status: Int, reason: String)
    /// The same request may succeed later.
    case retry(afterSeconds: Double?, reason: String)
    /// Nothing will succeed before somebody changes a setting: the events wait.
    case misconfigured(reason: String)

    /// The longest wait PostHog may ask for, in seconds.
    static let longestRetryAfter = 3_600.0

    init(_ answer: DeliveryAnswer) {
        switch answer {
        case .unreachable(let reason): self = .retry(afterSeconds: nil, reason: reason)
        case .status(let status, let text, let retryAfter):
            let reason = "PostHog's capture answered \(status): \(text)"
            switch status {
            case 200...299: self = .delivered
            // Only these speak of what was sent; a 404 or 405 speaks of the address, which is no fault of an event.
            case 400, 413, 422: self = .refused(status: status, reason: text)
            case 408, 425, 429, 500...599:
                self = .retry(
                    afterSeconds: retryAfter.map { min(max(0, $0), Self.longestRetryAfter) }, reason: reason)
            default: self = .misconfigured(reason: reason)
            }
        }
    }
}
