public import JSON

/// The value of one flag for one context.
public struct OFREPSuccess: Sendable, Hashable {
    /// The key as JSON text.
    public var key: JSONText
    /// The value as JSON text; nil leaves it to the application's own default.
    public var value: JSONText?
    /// Empty when there is none; clients fail without the member (flag systems §4b).
    public var variant: String
    public var reason: OFREPReason
    /// PostHog's code for the reason.
    public var cause: EvaluationReason.Code
    /// The version of the flag.
    public var version: Int64
    /// How many seconds old the flags are, when they are a copy of what PostHog last said.
    public var flagsAgeSeconds: Int?

    public init(
        key: JSONText, value: JSONText?, variant: String, reason: OFREPReason, cause: EvaluationReason.Code,
        version: Int64
    ) {
        self.key = key
        self.value = value
        self.variant = variant
        self.reason = reason
        self.cause = cause
        self.version = version
    }
}

extension OFREPSuccess: JSONWritable {
    /// `{"key","value","reason","variant","metadata":{"version","posthog_reason","flags_age_seconds"}}`, without `value`
    /// where there is none (OFREP 0.3.0, `codeDefaultFlag`) and without the age of flags that are current.
    public func write(to json: inout JSONWriter) {
        json.object { success in
            success.field("key", key)
            if let value { success.field("value", value) }
            success.field("reason", reason.rawValue)
            success.field("variant", variant)
            success.object("metadata") { metadata in
                metadata.field("version", version)
                metadata.field("posthog_reason", cause.rawValue)
                if let flagsAgeSeconds { metadata.field("flags_age_seconds", flagsAgeSeconds) }
            }
        }
    }
}
