internal import NIOHTTP1

/// One attempt at one call, for metrics and traces; keys and tokens are removed from its texts.
public struct PostHogExchange: Sendable {
    public let method: String
    /// Without the query.
    public let path: String
    /// The kind of limit the call counts for: `query`, `flag_definitions`, `capture`…
    public let family: String
    /// From 1.
    public let attempt: Int
    /// Nil when there was no answer.
    public let status: Int?
    /// Why there was no answer.
    public let failure: PostHogError.Kind?
    public let milliseconds: Double
    private let request: [UInt8]
    private let answer: [UInt8]
    private let redaction: Redaction

    init(
        _ call: HTTPCall, attempt: Int, result: Result<HTTPAnswer, AttemptFailure>, milliseconds: Double,
        redaction: Redaction
    ) {
        method = call.method.rawValue
        path = call.path
        family = call.family.rawValue
        self.attempt = attempt
        self.milliseconds = milliseconds
        self.redaction = redaction
        request = call.body ?? []
        switch result {
        case .success(let answer):
            status = answer.status
            failure = nil
            self.answer = answer.body
        case .failure(let attemptFailure):
            status = nil
            failure = attemptFailure.error.kind
            answer = []
        }
    }

    /// The size of the answer's body.
    public var answerBytes: Int { answer.count }

    /// The body that was sent, empty when there was none.
    public var requestBody: String { String(decoding: redaction(bytes: request), as: UTF8.self) }

    /// The body of the answer.
    public var answerBody: String { String(decoding: redaction(bytes: answer), as: UTF8.self) }
}
