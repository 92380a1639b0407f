/// A flag as somebody wants it: everything but what the store adds (id, version, times, actors).
public struct FlagDraft: Sendable, Equatable {
    public var key: String
    /// The description.
    public var name: String
    public var filters: FlagFilters
    public var active: Bool
    public var archived: Bool
    public var tags: [String]
    public var evaluationRuntime: EvaluationRuntime
    public var evaluationContexts: [String]
    public var bucketingIdentifier: BucketingIdentifier
    public var ensureExperienceContinuity: Bool
    public var isRemoteConfiguration: Bool
    public var hasEncryptedPayloads: Bool

    public init(
        key: String, name: String = "", filters: FlagFilters = FlagFilters(groups: [FlagCondition()]),
        active: Bool = true, archived: Bool = false, tags: [String] = [], evaluationRuntime: EvaluationRuntime = .all,
        evaluationContexts: [String] = [], bucketingIdentifier: BucketingIdentifier = .distinctID,
        ensureExperienceContinuity: Bool = false, isRemoteConfiguration: Bool = false,
        hasEncryptedPayloads: Bool = false
    ) {
        self.key = key
        self.name = name
        self.filters = filters
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

    /// The settable part of a flag.
    public init(_ flag: FeatureFlag) {
        self.init(
            key: flag.key, name: flag.name, filters: flag.filters, active: flag.active, archived: flag.archived,
            tags: flag.tags, evaluationRuntime: flag.evaluationRuntime, evaluationContexts: flag.evaluationContexts,
            bucketingIdentifier: flag.bucketingIdentifier,
            ensureExperienceContinuity: flag.ensureExperienceContinuity,
            isRemoteConfiguration: flag.isRemoteConfiguration, hasEncryptedPayloads: flag.hasEncryptedPayloads)
    }

    /// A flag with this draft's settings and everything else of another.
    public func applied(to flag: FeatureFlag) -> FeatureFlag {
        var flag = flag
        flag.key = key
        flag.name = name
        flag.filters = filters
        flag.active = active
        flag.archived = archived
        flag.tags = tags
        flag.evaluationRuntime = evaluationRuntime
        flag.evaluationContexts = evaluationContexts
        flag.bucketingIdentifier = bucketingIdentifier
        flag.ensureExperienceContinuity = ensureExperienceContinuity
        flag.isRemoteConfiguration = isRemoteConfiguration
        flag.hasEncryptedPayloads = hasEncryptedPayloads
        return flag
    }
}
