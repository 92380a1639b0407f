public import JSON

/// A change of some members of a flag; nil leaves a member as it is (PostHog API facts §7.6).
public struct FlagPatch: Sendable, Equatable {
    public var key: String?
    public var name: String?
    /// Members of `filters` that replace the stored members of the same name whole; an empty or null value removes.
    public var filters: JSONObject
    /// Whether ``filters`` are all there shall be, instead of changes to the stored ones.
    public var replacesFilters: Bool
    public var active: Bool?
    public var archived: Bool?
    public var tags: [String]?
    public var evaluationRuntime: EvaluationRuntime?
    public var evaluationContexts: [String]?
    public var bucketingIdentifier: BucketingIdentifier?
    public var ensureExperienceContinuity: Bool?
    public var isRemoteConfiguration: Bool?
    public var hasEncryptedPayloads: Bool?

    public init(
        key: String? = nil, name: String? = nil, filters: JSONObject = [:], active: Bool? = nil, archived: Bool? = nil,
        tags: [String]? = nil, evaluationRuntime: EvaluationRuntime? = nil, evaluationContexts: [String]? = nil,
        bucketingIdentifier: BucketingIdentifier? = nil, ensureExperienceContinuity: Bool? = nil,
        isRemoteConfiguration: Bool? = nil, hasEncryptedPayloads: Bool? = nil, replacesFilters: Bool = false
    ) {
        self.key = key
        self.name = name
        self.filters = filters
        self.replacesFilters = replacesFilters
        self.active = active
        self.archived = archived
        self.tags = tags
        self.evaluationRuntime = evaluationRuntime
        self.evaluationContexts = evaluationContexts
        self.bucketingIdentifier = bucketingIdentifier
        self.ensureExperienceContinuity = ensureExperienceContinuity
        self.isRemoteConfiguration = isRemoteConfiguration
        self.hasEncryptedPayloads = hasEncryptedPayloads
    }

    /// A change that sets every member, so that the flag becomes the draft.
    public init(replacingWith draft: FlagDraft) {
        self.init(
            key: draft.key, name: draft.name, filters: draft.filters.json.objectValue ?? [:], active: draft.active,
            archived: draft.archived, tags: draft.tags, evaluationRuntime: draft.evaluationRuntime,
            evaluationContexts: draft.evaluationContexts, bucketingIdentifier: draft.bucketingIdentifier,
            ensureExperienceContinuity: draft.ensureExperienceContinuity,
            isRemoteConfiguration: draft.isRemoteConfiguration, hasEncryptedPayloads: draft.hasEncryptedPayloads,
            replacesFilters: true)
    }
}
