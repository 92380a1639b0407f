/// What lookups filter and count events by, as HogQL over a row of `events`.
///
/// The same rules as `HotProperties` (DESIGN §4.13), which reads them from events that are shown.
enum EventExpression {
    static let requestID = "coalesce(\(PropertyPath.requestID.text), \(PropertyPath.posthogRequestID.text))"

    static let endpoint = """
        coalesce(\(PropertyPath.endpoint.text), \(PropertyPath.path.text), \(PropertyPath.pathname.text))
        """

    static let statusCode = "toInt(round(\(PropertyPath.statusCode.float)))"

    static let duration = """
        coalesce(\(PropertyPath.responseTime.nonNegativeFloat), \(PropertyPath.duration.nonNegativeFloat))
        """

    static let hasErrorName = "(event = '$exception' or endsWith(event, '_error'))"

    static let isError = "(\(hasErrorName) or isNotNull(\(PropertyPath.errorType.text)))"

    static let errorType = """
        if(\(isError), coalesce(\(PropertyPath.errorType.text), \(PropertyPath.posthogExceptionType.text), \
        \(PropertyPath.firstExceptionType.text), \(PropertyPath.exceptionType.text), event), null)
        """

    static let errorMessage = """
        coalesce(\(PropertyPath.errorMessage.text), \(PropertyPath.posthogExceptionMessage.text), \
        \(PropertyPath.firstExceptionValue.text))
        """

    static let isRequest = "(event = 'api_request')"

    /// A project that sends `slow_request` events marks its slow requests itself; then no other event is slow.
    static let isSlow = """
        (event = 'slow_request' or (event = 'api_request' and \(duration) > {slow_threshold} and \
        (select count() from (select event from events where event = 'slow_request' limit 1) limit 1) = 0))
        """

    /// Text whose order is that of time: always UTC and six fractional digits, whatever the project's time zone.
    static let moment = "toString(timestamp, 'UTC')"

    /// Text whose order is that of the bytes; ClickHouse itself orders UUIDs by their second half.
    static let uuid = "toString(uuid)"

    /// The events of the lookup's window, both ends included.
    static let inWindow = """
        (timestamp >= toDateTime64({window_start}, 6, 'UTC') and timestamp <= toDateTime64({window_end}, 6, 'UTC'))
        """
}
