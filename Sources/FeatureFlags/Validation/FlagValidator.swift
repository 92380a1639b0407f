import JSON

/// Checks what somebody wants a flag or a cohort to be against the rules of PostHog API facts §7.5 and against the flags
/// and cohorts there are.
public struct FlagValidator: Sendable {
    /// The largest `filters` as JSON text, in bytes.
    public static let maximumFilterBytes = 512 * 1024
    /// The longest key, of a flag and of a variant.
    public static let maximumKeyLength = 400

    let flags: [FeatureFlag]
    let cohorts: [Cohort]
    let malformedCohorts: [MalformedCohort]

    /// - Parameters:
    ///   - flags: all flags that are not deleted, archived ones included.
    ///   - cohorts: all cohorts.
    ///   - malformedCohorts: those that cannot be read; nothing new may ask for them.
    public init(flags: [FeatureFlag], cohorts: [Cohort], malformedCohorts: [MalformedCohort] = []) {
        self.flags = flags
        self.cohorts = cohorts
        self.malformedCohorts = malformedCohorts
    }

    /// Checks against a set as it is.
    public init(_ set: FlagSet) {
        self.init(flags: set.flags, cohorts: set.cohorts, malformedCohorts: set.malformedCohorts)
    }

    /// Everything that is wrong with a draft; empty when it may be stored.
    /// - Parameter current: the flag it changes; nil for a new one.
    public func problems(with draft: FlagDraft, changing current: FeatureFlag? = nil) -> [FlagProblem] {
        var problems = ProblemList()
        checkKey(draft.key, changing: current, &problems)
        checkSettings(draft, &problems)
        checkFilters(
            draft.filters, isNew: current == nil, isRemoteConfiguration: draft.isRemoteConfiguration, &problems)
        guard problems.all.isEmpty else { return problems.all }
        checkDependencies(draft, changing: current, &problems)
        return problems.all
    }

    /// The flags that ask for a flag.
    public func dependents(of flag: FeatureFlag) -> [FeatureFlag] {
        flags.filter { other in
            other.id != flag.id
                && other.filters.groups.contains { group in
                    group.properties.contains { $0.type == .flag && self.target(of: $0)?.id == flag.id }
                }
        }
    }

    /// The flag that a filter on another flag means.
    func target(of property: FlagProperty) -> FeatureFlag? {
        if let id = Int64(property.key), let flag = flags.first(where: { $0.id == id }) { return flag }
        return flags.first { $0.key == property.key }
    }

    private func checkKey(_ key: String, changing current: FeatureFlag?, _ problems: inout ProblemList) {
        let isPlain = key.utf8.allSatisfy { $0.isKeyByte }
        if key.isEmpty || !isPlain {
            problems.add("key", "[a-zA-Z0-9_-]+", "a key holds letters, digits, - and _ only, got \(key.quoted)")
        }
        if key.utf8.count > Self.maximumKeyLength {
            problems.add(
                "key", "length <= \(Self.maximumKeyLength)", "a key has at most \(Self.maximumKeyLength) letters")
        }
        if flags.contains(where: { $0.key == key && $0.id != current?.id }) {
            problems.add("key", "unique", "there is a flag with the key \(key) already")
        }
    }

    private func checkSettings(_ draft: FlagDraft, _ problems: inout ProblemList) {
        if draft.archived, draft.active {
            problems.add("archived", "inactive", "an archived flag cannot be active")
        }
        if draft.bucketingIdentifier == .deviceID, draft.ensureExperienceContinuity {
            problems.add(
                "ensure_experience_continuity", "not with device_id",
                "a flag bucketed by device cannot ensure experience continuity")
        }
        if draft.hasEncryptedPayloads, !draft.isRemoteConfiguration {
            problems.add(
                "has_encrypted_payloads", "needs is_remote_configuration",
                "only remote configuration can have encrypted payloads")
        }
        if draft.evaluationContexts.count > 50 {
            problems.add("evaluation_contexts", "count <= 50", "a flag has at most 50 evaluation contexts")
        }
        for (index, context) in draft.evaluationContexts.enumerated()
        where context.isEmpty || context.unicodeScalars.count > 255 {
            problems.add("evaluation_contexts[\(index)]", "length 1...255", "a context has 1 to 255 letters")
        }
        for (index, tag) in draft.tags.enumerated() where tag.isEmpty || tag.unicodeScalars.count > 255 {
            problems.add("tags[\(index)]", "length 1...255", "a tag has 1 to 255 letters")
        }
    }
}

extension UInt8 {
    /// Whether a flag's key may hold the byte.
    fileprivate var isKeyByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
