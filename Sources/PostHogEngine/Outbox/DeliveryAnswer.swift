/// What became of one request to PostHog's capture.
public enum DeliveryAnswer: Sendable, Equatable {
    /// An answer: the status, the beginning of the text, and `Retry-After` in seconds.
    case status(Int, text: String, retryAfterSeconds: Double?)
    /// No answer: refused, cut or timed out.
    case unreachable(String)
}
