public import Analytics
public import JSON

/// For whom flags are evaluated.
public struct EvaluationContext: Sendable {
    public var distinctID: String
    public var deviceID: String?
    /// The distinct id from before the person signed in (`$anon_distinct_id`).
    public var anonymousDistinctID: String?
    /// Group key by group type, for example `["company": "acme"]`; a number of the request is its JSON text.
    public var groups: [String: String]
    public var personProperties: JSONObject
    /// Columns of the person itself that filters of type `person_metadata` see, for example `created_at`.
    public var personMetadata: JSONObject
    /// Properties by group type.
    public var groupProperties: [String: JSONObject]
    /// The static cohorts the person is in.
    public var staticCohorts: Set<Int64>
    /// The identifiers the person was first bucketed by, by flag key (experience continuity).
    public var hashKeyOverrides: [String: String]
    public var now: Timestamp
    /// Where the caller runs; nil when unknown, which gets only flags for all runtimes.
    public var runtime: EvaluationRuntime?
    /// The contexts the caller belongs to.
    public var evaluationContexts: Set<String>

    public init(
        distinctID: String, deviceID: String? = nil, anonymousDistinctID: String? = nil, groups: [String: String] = [:],
        personProperties: JSONObject = [:], personMetadata: JSONObject = [:],
        groupProperties: [String: JSONObject] = [:], staticCohorts: Set<Int64> = [],
        hashKeyOverrides: [String: String] = [:], now: Timestamp,
        runtime: EvaluationRuntime? = .all, evaluationContexts: Set<String> = []
    ) {
        self.distinctID = distinctID
        self.deviceID = deviceID
        self.anonymousDistinctID = anonymousDistinctID
        self.groups = groups
        self.personProperties = personProperties
        self.personMetadata = personMetadata
        self.groupProperties = groupProperties
        self.staticCohorts = staticCohorts
        self.hashKeyOverrides = hashKeyOverrides
        self.now = now
        self.runtime = runtime
        self.evaluationContexts = evaluationContexts
    }
}
