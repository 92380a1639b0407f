/// What a condition set is bucketed by (PostHog API facts §12.2): which member of the context, so that its text need
/// not be copied.
enum BucketIdentifier: Sendable, Equatable {
    case distinctID
    case anonymousDistinctID
    case deviceID
    /// By the index of the group's type.
    case group(Int)
    /// What the person was first bucketed by.
    case kept
    case nobody
}

extension FlagSet {
    /// By what a condition set is bucketed; nil when the request does not give it.
    @inline(__always)
    func identifier(
        _ place: Int, _ flag: CompiledFlag, _ groupTypeIndex: Int?, _ context: EvaluationContext,
        usesOverride: Bool = true
    ) -> BucketIdentifier? {
        if groupTypeIndex == nil, flag.isBucketedByDistinctID { return .distinctID }
        return rareIdentifier(place, flag, groupTypeIndex, context, usesOverride: usesOverride)
    }

    /// Apart from the usual, so that this one stays short where it is put into its callers.
    @inline(never)
    private func rareIdentifier(
        _ place: Int, _ flag: CompiledFlag, _ groupTypeIndex: Int?, _ context: EvaluationContext, usesOverride: Bool
    ) -> BucketIdentifier? {
        if let groupTypeIndex {
            guard let type = groupTypes.name(of: groupTypeIndex), let key = context.groups[type], !key.isEmpty
            else { return nil }
            return .group(groupTypeIndex)
        }
        if flag.isBucketedByDevice {
            guard let device = context.deviceID, !device.isEmpty else { return nil }
            return .deviceID
        }
        if flag.ensuresContinuity {
            if usesOverride, context.hashKeyOverrides[flags[place].key] != nil { return .kept }
            if context.anonymousDistinctID != nil { return .anonymousDistinctID }
        }
        return .distinctID
    }

    func text(of identifier: BucketIdentifier, _ place: Int, _ context: EvaluationContext) -> String {
        switch identifier {
        case .distinctID: context.distinctID
        case .anonymousDistinctID: context.anonymousDistinctID ?? ""
        case .deviceID: context.deviceID ?? ""
        case .group(let index): context.groups[groupTypes.name(of: index) ?? ""] ?? ""
        case .kept: context.hashKeyOverrides[flags[place].key] ?? ""
        case .nobody: ""
        }
    }

    /// The hash that decides about an identifier; an empty one is at the very start.
    func hash(
        _ purpose: BucketHash.Purpose, _ flag: CompiledFlag, _ identifier: BucketIdentifier, _ place: Int,
        _ context: EvaluationContext, _ session: inout EvaluationSession
    ) -> Double {
        if identifier == .distinctID {
            return session.hash(purpose, flag, plan) ?? hash(purpose, flag, context.distinctID)
        }
        return hash(purpose, flag, text(of: identifier, place, context))
    }

    private func hash(_ purpose: BucketHash.Purpose, _ flag: CompiledFlag, _ identifier: String) -> Double {
        identifier.isEmpty ? 0 : plan.hashPrefixes.value(flag.hashPrefix, identifier, purpose)
    }
}
