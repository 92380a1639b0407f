import Analytics
import HTTPTypes

extension Problem {
    init(_ error: CaptureBodyError) {
        let field = Field(name: error.field, rule: error.rule)
        switch error {
        case .tooLarge: self.init(.contentTooLarge, "\(error).".capitalizedSentence, field: field)
        case .unsupportedEncoding, .unsupportedCharset:
            self.init(.unsupportedMediaType, "\(error).".capitalizedSentence, field: field)
        default: self.init(.badRequest, "\(error).".capitalizedSentence, field: field)
        }
    }

    init(_ error: CapturePayloadError) {
        let rule =
            switch error.code {
            case .missingToken, .invalidToken, .severalTokens: "the project token"
            case .tooManyEvents: "at most \(CapturePayload.maximumEvents) events"
            case .empty: "at least one event"
            case .malformed: "as PostHog's capture takes it"
            }
        let field = Field(name: error.field, rule: rule)
        switch error.code {
        case .missingToken, .invalidToken, .severalTokens:
            self.init(.unauthorized, "\(error).".capitalizedSentence, field: field, headers: Self.projectTokenChallenge)
        case .tooManyEvents: self.init(.contentTooLarge, "\(error).".capitalizedSentence, field: field)
        case .malformed, .empty: self.init(.badRequest, "\(error).".capitalizedSentence, field: field)
        }
    }
}

extension Problem {
    /// A 401 names a scheme (RFC 9110 §15.5.2); capture takes the project token in the body, for which there is none.
    static let projectTokenChallenge: HTTPFields = [.wwwAuthenticate: "Bearer realm=\"project token in the body\""]
}

extension String {
    /// The text with a capital first letter, for errors whose own text continues a sentence; names stay as they are.
    var capitalizedSentence: String {
        guard let first, first.isLowercase, let word = split(separator: " ").first, !word.contains("_") else {
            return self
        }
        return first.uppercased() + dropFirst()
    }
}
