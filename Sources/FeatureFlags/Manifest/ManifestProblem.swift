/// One field of a request that breaks a rule.
public struct ManifestProblem: Error, Sendable, Hashable {
    /// The kinds of problems, under the names of the sync API ("ErrorDetail", `code`: Zod issue codes).
    public enum Code: String, Sendable, Hashable {
        /// Missing, or of another JSON type.
        case invalidType = "invalid_type"
        /// Of the right type, but not one of the values allowed.
        case invalidValue = "invalid_value"
        case tooSmall = "too_small"
        case tooBig = "too_big"
        /// A field the contract does not have.
        case unrecognizedKeys = "unrecognized_keys"
        /// A rule of the flag as a whole.
        case custom
    }

    /// The path of the field, for example `variants.blue.weight`.
    public let field: String
    public let code: Code
    /// One sentence: the rule and what was found.
    public let message: String

    public init(_ field: String, _ code: Code, _ message: String) {
        self.field = field
        self.code = code
        self.message = message
    }

    /// A problem the store found in the flag PostHog would keep.
    public init(_ problem: FlagProblem) {
        self.init(problem.field, .custom, "\(problem.field): \(problem.detail)")
    }
}
