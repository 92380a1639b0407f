import HTTPTypes
import Analytics

extension Problem {
    init(_ error: CaptureBodyError) {
        let field = Field(name: error.field, rule: "see detail")
        switch error {
        case .tooLarge: self.init(.contentTooLarge, "\(error).".capitalizedSentence, field: field)
        case .unsupportedEncoding, .unsupportedCharset:
            self.init(.unsupportedMediaType, "\(error).".capitalizedSentence, field: field)
        default: self.init(.badRequest, "\(error).".capitalizedSentence, field: field)
        }
    }

    init(_ error: CapturePayloadError) {
        let field = Field(name: error.field, rule: "see detail")
        switch error.code {
        case .missingToken, .invalidToken, .severalTokens:
            self.init(.unauthorized, "\(error).".capitalizedSentence, field: field)
        case .tooManyEvents: self.init(.contentTooLarge, "\(error).".capitalizedSentence, field: field)
        case .malformed, .empty: self.init(.badRequest, "\(error).".capitalizedSentence, field: field)
        }
    }
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
