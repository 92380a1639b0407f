public import JSON

/// What PostHog evaluated: `{"flags":{"key":{"enabled":…,"variant":…,"reason":{…},"metadata":{…}}}}`.
public struct PostHogFlagResults: PostHogModel {
    /// By key, each as PostHog answers it; the payload in `metadata.payload` is JSON text.
    public let flags: JSONObject
    /// True when some flags could not be evaluated.
    public let hasErrors: Bool
    /// True when the plan's evaluations are used up; then there are no flags.
    public let isQuotaLimited: Bool
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        guard let flags = json["flags"]?.objectValue else { throw Self.missing("flags", in: json) }
        self.flags = flags
        hasErrors = json["errorsWhileComputingFlags"]?.boolValue ?? false
        isQuotaLimited = json["quotaLimited"]?.arrayValue?.contains("feature_flags") ?? false
        self.json = json
    }
}
