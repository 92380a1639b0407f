public import JSON

/// PostHog's receipt for captured events.
public struct PostHogCaptureAnswer: PostHogModel {
    /// The kinds of data PostHog dropped because the plan is used up, `events` for example.
    public let quotaLimited: [String]
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        // {"status":"Ok"}, or {"status":1} from older instances; anything else is not from the capture service.
        guard let status = json["status"], status.stringValue?.lowercased() == "ok" || status == 1 else {
            throw Self.missing("status", in: json)
        }
        self.json = json
        quotaLimited = json["quota_limited"]?.strings ?? []
    }
}
