/// Why a call did not give what it promises: PostHog's own words when it answered, the client's when it did not.
public struct PostHogError: Error, Sendable, Hashable {
    /// What went wrong, independent of the wording.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Credentials or settings are missing or wrong; nothing was sent.
        case configuration
        /// An argument cannot be sent; nothing was sent.
        case invalidArgument = "invalid_argument"
        /// 401: the key is missing, wrong or expired.
        case authentication
        /// 403: the key lacks a scope or a membership.
        case permission
        /// 402: the plan does not include this, or a quota is used up.
        case quota
        /// 404.
        case notFound = "not_found"
        /// 409: something changed meanwhile.
        case conflict
        /// 400 and 422: PostHog refuses the values; `attr` names the one at fault.
        case validation
        /// Another 4xx.
        case rejected
        /// 429: PostHog's limit is reached; `retryAfter` says when to come back, if it said so.
        case throttled
        /// 5xx.
        case server
        /// 504 and 512 for a query: it takes too long or would.
        case queryTimeout = "query_timeout"
        /// 3xx: the address is not the API's own; never followed, since the key would go along.
        case redirected
        /// An answer that is not what the call promises, an HTML page in place of JSON for example.
        case malformed
        /// The answer is larger than `maximumResponseBytes`.
        case tooLarge = "too_large"
        /// No connection, or it broke before the answer was complete.
        case unreachable
        /// No complete answer within the time allowed.
        case timeout
        /// The client's own limit is reached and the place would come too late; nothing was sent.
        case limited
        /// The calling task was cancelled.
        case cancelled
    }

    public let kind: Kind
    /// The status of PostHog's answer; nil when there was none.
    public let status: Int?
    /// PostHog's error type: `validation_error`, `authentication_error`…
    public let type: String?
    /// PostHog's error code: `invalid_input`, `not_found`…, or the client's.
    public let code: String?
    /// What is wrong, for a person; never empty.
    public let detail: String
    /// The field at fault, nested names joined with `__`.
    public let attr: String?
    /// How long to wait before the next try, from the header `Retry-After`, the text of a 429, or the client's limit.
    public let retryAfter: Duration?
    /// Method and path of the call: `GET /api/projects/1/events/`.
    public internal(set) var call: String?

    public init(
        _ kind: Kind, status: Int? = nil, type: String? = nil, code: String? = nil, detail: String,
        attr: String? = nil, retryAfter: Duration? = nil, call: String? = nil
    ) {
        self.kind = kind
        self.status = status
        self.type = type
        self.code = code
        self.detail = detail
        self.attr = attr
        self.retryAfter = retryAfter
        self.call = call
    }

    /// True when PostHog answered, with whatever status.
    public var isAnswer: Bool { status != nil }

    /// True when the same call may well succeed later: an overload or an outage, not a refusal.
    public var isTransient: Bool {
        switch kind {
        case .throttled, .server, .queryTimeout, .unreachable, .timeout, .limited: true
        case .malformed: status == 200
        default: false
        }
    }

    /// `retryAfter` in whole seconds, rounded up, as the header of the same name wants it; from 1.
    public var retryAfterSeconds: Int? {
        guard let retryAfter else { return nil }
        let (seconds, attoseconds) = retryAfter.components
        return max(1, Int(clamping: seconds) + (attoseconds > 0 && seconds < .max ? 1 : 0))
    }
}

extension PostHogError: CustomStringConvertible {
    /// One line for a log: what happened in which call, and PostHog's words.
    public var description: String {
        let place = call.map { "\($0): " } ?? ""
        let answer = status.map { "PostHog answered \($0)" } ?? kind.rawValue
        let codes = [type, code].compactMap(\.self).joined(separator: "/")
        return "\(place)\(answer)\(codes.isEmpty ? "" : " (\(codes))"): \(detail)"
    }
}
