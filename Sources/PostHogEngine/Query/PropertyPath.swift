/// A property that lookups read: its place in the JSON text, as the arguments of HogQL's JSON functions.
///
/// The places are constants: no name from outside becomes part of a query.
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

    /// A string that is not empty; else null.
    var string: String { "if(\(type) = 'String', nullIf(\(extracted), ''), null)" }

    /// A string that is not empty, or the digits of an integer; else null (the same rule as `HotProperties`).
    var text: String {
        "multiIf(\(type) = 'String', nullIf(\(extracted), ''), \(type) = 'Int64', \(raw), null)"
    }

    /// A number, or a string that reads as one, as a float; else null.
    ///
    /// From the JSON text and not from the property: what type that has depends on the project's definitions, and
    /// without one it is a string (PostHog API facts §6.6).
    var float: String {
        """
        toFloat(multiIf(\(type) = 'String', \(extracted), \(type) in ('Int64', 'UInt64', 'Double'), \(raw), null))
        """
    }

    /// ``float`` where it can be a duration; else null.
    var nonNegativeFloat: String { "if(\(float) >= 0 and \(float) < 1e308, \(float), null)" }
}
