public import JSON

/// For whom flags are evaluated by PostHog.
public struct PostHogFlagRequest: Sendable, Hashable {
    public var distinctID: String
    /// The keys of the groups the person belongs to, by group type: `{"company":"acme"}`.
    public var groups: JSONObject = [:]
    public var personProperties: JSONObject = [:]
    /// Properties by group type.
    public var groupProperties: JSONObject = [:]
    /// Only these flags; all when empty.
    public var flagKeys: [String] = []
    /// Which flags count: `server`, `client` or `all`. PostHog guesses from the User-Agent without it.
    public var runtime = "server"
    public var evaluationContexts: [String] = []
    public var anonymousDistinctID: String?
    public var deviceID: String?

    public init(distinctID: String) {
        self.distinctID = distinctID
    }

    func body(token: String) -> JSON {
        var body: JSONObject = [
            "token": .string(token), "distinct_id": .string(distinctID), "evaluation_runtime": .string(runtime),
            // The address of the gateway says nothing about the person.
            "geoip_disable": true,
        ]
        if !groups.isEmpty { body["groups"] = .object(groups) }
        if !personProperties.isEmpty { body["person_properties"] = .object(personProperties) }
        if !groupProperties.isEmpty { body["group_properties"] = .object(groupProperties) }
        if !flagKeys.isEmpty { body["flag_keys"] = .array(flagKeys.map { .string($0) }) }
        if !evaluationContexts.isEmpty {
            body["evaluation_contexts"] = .array(evaluationContexts.map { .string($0) })
        }
        if let anonymousDistinctID { body["$anon_distinct_id"] = .string(anonymousDistinctID) }
        if let deviceID { body["device_id"] = .string(deviceID) }
        return .object(body)
    }
}
