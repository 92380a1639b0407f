public import Analytics
public import JSON

/// A feature flag as PostHog defines it: who gets it, which variant, with which payload.
///
/// Members of a stored definition that this type does not know are kept in ``unknownMembers`` and written back, so a
/// flag made by a newer PostHog survives a round trip (PostHog API facts §7.2).
public struct FeatureFlag: Sendable, Equatable {
    public var id: Int64
    public var key: String
    /// The description; PostHog calls it `name`.
    public var name: String
    public var filters: FlagFilters
    /// Whether the flag is switched on at all; an inactive flag is off for everybody.
    public var active: Bool
    /// Out of the manifest, restorable, and its key still taken; always inactive.
    public var archived: Bool
    /// Deleted softly, as PostHog does.
    public var deleted: Bool
    /// Starts at 1 and rises with every write.
    public var version: Int64
    public var tags: [String]
    public var evaluationRuntime: EvaluationRuntime
    /// The contexts a request must share one of; empty means every request.
    public var evaluationContexts: [String]
    public var bucketingIdentifier: BucketingIdentifier
    /// Whether a person keeps their bucket when they sign in.
    public var ensureExperienceContinuity: Bool
    /// Whether the flag only carries a payload for `remote_config`.
    public var isRemoteConfiguration: Bool
    public var hasEncryptedPayloads: Bool
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var createdBy: FlagActor?
    public var lastModifiedBy: FlagActor?
    public var lastCalledAt: Timestamp?
    public var unknownMembers: JSONObject

    public init(
        id: Int64, key: String, name: String = "", filters: FlagFilters = FlagFilters(), active: Bool = true,
        archived: Bool = false, deleted: Bool = false, version: Int64 = 1, tags: [String] = [],
        evaluationRuntime: EvaluationRuntime = .all, evaluationContexts: [String] = [],
        bucketingIdentifier: BucketingIdentifier = .distinctID, ensureExperienceContinuity: Bool = false,
        isRemoteConfiguration: Bool = false, hasEncryptedPayloads: Bool = false,
        createdAt: Timestamp = Timestamp(microseconds: 0), updatedAt: Timestamp = Timestamp(microseconds: 0),
        createdBy: FlagActor? = nil, lastModifiedBy: FlagActor? = nil, lastCalledAt: Timestamp? = nil,
        unknownMembers: JSONObject = [:]
    ) {
        self.id = id
        self.key = key
        self.name = name
        self.filters = filters
        self.active = active
        self.archived = archived
        self.deleted = deleted
        self.version = version
        self.tags = tags
        self.evaluationRuntime = evaluationRuntime
        self.evaluationContexts = evaluationContexts
        self.bucketingIdentifier = bucketingIdentifier
        self.ensureExperienceContinuity = ensureExperienceContinuity
        self.isRemoteConfiguration = isRemoteConfiguration
        self.hasEncryptedPayloads = hasEncryptedPayloads
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.createdBy = createdBy
        self.lastModifiedBy = lastModifiedBy
        self.lastCalledAt = lastCalledAt
        self.unknownMembers = unknownMembers
    }
}
