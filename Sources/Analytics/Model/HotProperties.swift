public import JSON

/// What lookups filter and count by, read from an event once, when it is stored.
///
/// The rules are DESIGN §4.13: an error is `api_error`, `$exception`, anything with an `error_type` and anything
/// whose name ends in `_error`; its type is `error_type`, else PostHog's exception type, else the event's name.
public struct HotProperties: Sendable, Equatable {
    /// The longest endpoint, method and type of error, in Unicode scalars: lookups read them of every event of a window.
    /// The properties keep the whole text.
    public static let longestText = 1_000

    public var requestID: String?
    public var endpoint: String?
    public var method: String?
    public var statusCode: Int?
    /// `response_time_ms`, else `duration_ms`.
    public var durationMilliseconds: Double?
    /// Not nil exactly for errors.
    public var errorType: String?
    public var errorMessage: String?
    /// Groups errors that have one cause; not nil exactly for errors.
    public var fingerprint: ErrorFingerprint?

    public init(event: String, properties: JSONObject) {
        let exception = properties["$exception_list"]?[0]
        requestID = Self.text(properties["request_id"]) ?? Self.text(properties["$request_id"])
        endpoint =
            (Self.text(properties["endpoint"]) ?? Self.text(properties["path"]) ?? Self.text(properties["$pathname"]))
            .map(Self.short)
        method = Self.text(properties["method"]).map(Self.short)
        // Of two equally near whole numbers the even one, as ClickHouse rounds.
        statusCode = Self.number(properties["status_code"]).flatMap { Int(exactly: $0.rounded(.toNearestOrEven)) }
        durationMilliseconds =
            Self.duration(properties["response_time_ms"]) ?? Self.duration(properties["duration_ms"])

        let declaredType = Self.text(properties["error_type"])
        guard declaredType != nil || Self.isErrorName(event) else { return }
        let exceptionType =
            Self.text(properties["$exception_type"]) ?? Self.text(exception?["type"])
            ?? Self.text(properties["exception_type"])
        let type = Self.short(declaredType ?? exceptionType ?? event)
        let message =
            Self.text(properties["error_message"]) ?? Self.text(properties["$exception_message"])
            ?? Self.text(exception?["value"])
        errorType = type
        errorMessage = message
        fingerprint = ErrorFingerprint(type: type, message: message ?? "", endpoint: endpoint ?? "")
    }

    /// Whether events of this name are errors whatever their properties.
    public static func isErrorName(_ event: String) -> Bool {
        event == "$exception" || event.hasSuffix("_error")
    }

    private static func text(_ value: JSON?) -> String? {
        switch value {
        case .string(let text) where !text.isEmpty: text
        case .integer(let number): String(number)
        default: nil
        }
    }

    private static func short(_ text: String) -> String {
        text.utf8.count > longestText ? String(text.unicodeScalars.prefix(longestText)) : text
    }

    private static func number(_ value: JSON?) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .double(let number): number
        case .string(let text): DecimalText.number(text)
        default: nil
        }
    }

    private static func duration(_ value: JSON?) -> Double? {
        number(value).flatMap { $0 >= 0 && $0 < 1e308 ? $0 : nil }
    }
}
