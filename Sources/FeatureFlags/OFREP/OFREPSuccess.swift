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
    /// Added to what `metadata` says of the flag.
    public var quality = OFREPQuality()

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
    /// `{"key","value","reason","variant","metadata":{"version","posthog_reason",…}}`, without `value` where there is
    /// none (OFREP 0.3.0, `codeDefaultFlag`).
    public func write(to json: inout JSONWriter) {
        json.object { success in
            success.field("key", key)
            if let value { success.field("value", value) }
            success.field("reason", reason.rawValue)
            success.field("variant", variant)
            success.object("metadata") { metadata in
                metadata.field("version", version)
                metadata.field("posthog_reason", cause.rawValue)
                for (name, value) in quality.members { metadata.field(name, value) }
            }
        }
    }
}
