/// Why a flag has no value, in OpenFeature's words (OFREP 0.3.0, `evaluationFailure` and `flagNotFound`).
///
/// `TYPE_MISMATCH` is not among them: a request names no type, so only the client can find that one out.
public enum OFREPErrorCode: String, Sendable, Hashable, CaseIterable {
    /// The body is no JSON object, or the stored flag cannot be evaluated.
    case parseError = "PARSE_ERROR"
    /// The flag is decided by who the user is, and the context does not say.
    case targetingKeyMissing = "TARGETING_KEY_MISSING"
    /// The context has members of the wrong kind.
    case invalidContext = "INVALID_CONTEXT"
    case flagNotFound = "FLAG_NOT_FOUND"
    case general = "GENERAL"
}
