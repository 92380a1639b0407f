import Analytics

/// What lookups filter and count events by, as HogQL over a row of `events`.
///
/// The same rules as `HotProperties` (DESIGN §4.13), which reads them from events that are shown.
enum EventExpression {
    static let requestID = PropertyPath.firstText(.requestID, .posthogRequestID)

    static let endpoint = short(PropertyPath.firstText(.endpoint, .path, .pathname))

    static func statusCode(_ number: String) -> String { "toInt(round(\(decimal(number))))" }

    /// The first of two numbers that can be a duration in milliseconds; else null.
    static func duration(_ responseTime: String, _ duration: String) -> String {
        "arrayFirst(ms -> ms >= 0 and ms < 1e308, [\(decimal(responseTime)), \(decimal(duration))])"
    }

    /// A text as a number; else null.
    private static func decimal(_ text: String) -> String {
        "(case when match(\(text), '\(DecimalText.pattern)') then toFloat(\(text)) else null end)"
    }

    private static func short(_ text: String) -> String {
        "substringUTF8(\(text), 1, \(HotProperties.longestText))"
    }

    static let hasErrorName = "(event = '$exception' or endsWith(event, '_error'))"

    /// Also makes an error of an event with any name.
    static let namedErrorType = short(PropertyPath.firstText(.errorType))

    static let isError = "(\(hasErrorName) or \(namedErrorType) is not null)"

    /// What an error is called that has no ``namedErrorType``; null where its event's name must do.
    static let exceptionType = short(
        PropertyPath.firstText(.posthogExceptionType, .firstExceptionType, .exceptionType))

    static let errorMessage = PropertyPath.firstText(.errorMessage, .posthogExceptionMessage, .firstExceptionValue)

    static let isRequest = "(event = 'api_request')"

    /// Whether an event is slow that is a request of some duration, if its name does not say so.
    ///
    /// A project that sends `slow_request` events marks its slow requests itself; then no other event is slow.
    static func isSlow(_ duration: String) -> String {
        """
        (event = 'slow_request' or (event = 'api_request' and \(duration) > {slow_threshold} and \
        (select count() from (select event from events where event = 'slow_request' limit 1) limit 1) = 0))
        """
    }

    /// Text whose order is that of time: always UTC and six fractional digits, whatever the project's time zone.
    static let moment = "toString(timestamp, 'UTC')"

    /// Text whose order is that of the bytes; ClickHouse itself orders UUIDs by their second half.
    static let uuid = "toString(uuid)"

    /// Text whose order is that of time, and of ``uuid`` at one time.
    static let place = "\(moment) || \(uuid)"

    /// The events of the lookup's window, both ends included.
    static let inWindow = """
        (timestamp >= toDateTime64({window_start}, 6, 'UTC') and timestamp <= toDateTime64({window_end}, 6, 'UTC'))
        """
}
