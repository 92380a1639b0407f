/// Why a whole capture request cannot be taken.
public struct CapturePayloadError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failure a caller answers differently.
    public enum Code: Sendable, Equatable {
        /// The body has not the shape of a capture request.
        case malformed
        /// No project token in any of its places.
        case missingToken
        /// Two different project tokens.
        case severalTokens
        /// Something that can be no project token.
        case invalidToken
        /// No event at all.
        case empty
        /// More events than one request may carry.
        case tooManyEvents
    }

    public let code: Code
    /// The field at fault.
    public let field: String
    /// One sentence for a developer: the rule and what was found instead.
    public let detail: String

    public init(_ code: Code, field: String, _ detail: String) {
        self.code = code
        self.field = field
        self.detail = detail
    }

    public var description: String { detail }
}
