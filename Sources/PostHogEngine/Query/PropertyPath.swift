/// A property that lookups read: its place in the JSON text, as the arguments of HogQL's JSON functions.
///
/// The places are constants: no name from outside becomes part of a query. Alternatives are written with CASE and not
/// with functions: PostHog's parser reads the arguments of a call again for every call they stand in, which takes
/// seconds where calls are nested deeply.
struct PropertyPath: Sendable {
    private let arguments: StaticString

    private init(_ arguments: StaticString) {
        self.arguments = arguments
    }

    static let requestID = PropertyPath("'request_id'")
    static let posthogRequestID = PropertyPath("'$request_id'")
    static let endpoint = PropertyPath("'endpoint'")
    static let path = PropertyPath("'path'")
    static let pathname = PropertyPath("'$pathname'")
    static let statusCode = PropertyPath("'status_code'")
    static let responseTime = PropertyPath("'response_time_ms'")
    static let duration = PropertyPath("'duration_ms'")
    static let errorType = PropertyPath("'error_type'")
    static let posthogExceptionType = PropertyPath("'$exception_type'")
    static let firstExceptionType = PropertyPath("'$exception_list', 1, 'type'")
    static let exceptionType = PropertyPath("'exception_type'")
    static let errorMessage = PropertyPath("'error_message'")
    static let posthogExceptionMessage = PropertyPath("'$exception_message'")
    static let firstExceptionValue = PropertyPath("'$exception_list', 1, 'value'")
    static let email = PropertyPath("'email'")
    static let posthogEmail = PropertyPath("'$email'")
    static let name = PropertyPath("'name'")
    static let posthogName = PropertyPath("'$name'")

    private var type: String { "JSONType(properties, \(arguments))" }
    private var extracted: String { "JSONExtractString(properties, \(arguments))" }
    private var raw: String { "JSONExtractRaw(properties, \(arguments))" }

    private var stringBranch: String { "when \(type) = 'String' and \(extracted) != '' then \(extracted)" }
    private var textBranches: String { "\(stringBranch) when \(type) = 'Int64' then \(raw)" }

    /// The first of several properties that is a string and not empty; null when none is.
    static func firstString(_ paths: PropertyPath...) -> String {
        "(case \(paths.map(\.stringBranch).joined(separator: " ")) else null end)"
    }

    /// The first of several properties that is a string and not empty, or an integer, whose digits it is then; null when
    /// none is (the same rule as `HotProperties`).
    static func firstText(_ paths: PropertyPath...) -> String {
        "(case \(paths.map(\.textBranches).joined(separator: " ")) else null end)"
    }

    /// The text of a number, or of a string that may read as one; of anything else a text that does not.
    ///
    /// From the JSON text and not from the property: what type that has depends on the project's definitions, and
    /// without one it is a string (PostHog API facts §6.6).
    var number: String { "(case when \(type) = 'String' then \(extracted) else \(raw) end)" }
}
