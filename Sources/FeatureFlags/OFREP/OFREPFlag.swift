import JSON

/// One flag made ready for answers: its values as JSON text, its reasons, what it needs to know.
struct OFREPFlag: Sendable {
    /// The key of the manifest.
    let key: String
    let storedKey: String
    let keyText: JSONText
    let type: ManifestType
    let isArchived: Bool
    /// Whether the outcome depends on who the user is.
    let needsTargetingKey: Bool
    private let isDeclared: Bool
    private let hasVariants: Bool
    private let valueByVariant: [String: JSONText]
    private let valueWhenOn: JSONText?
    /// By condition set, when that set matches.
    private let reasons: [OFREPReason]

    init(_ flag: FeatureFlag, needsTargetingKey: Bool, settings: ManifestSettings) {
        let typing = FlagTyping(flag, settings: settings)
        key = ManifestKey.manifestKey(of: flag.key)
        storedKey = flag.key
        keyText = JSONText(.string(key))
        type = typing.type
        isArchived = flag.archived
        self.needsTargetingKey = needsTargetingKey
        isDeclared = typing.isDeclared
        hasVariants = !flag.filters.variants.isEmpty
        valueByVariant = typing.values.mapValues(JSONText.init)
        valueWhenOn = typing.valueWhenOn.map(JSONText.init)
        reasons = flag.filters.groups.indices.map { flag.filters.reason(ofCondition: $0) }
    }

    /// The answer for a verdict.
    func answer(_ evaluation: FlagEvaluation, hasTargetingKey: Bool) -> OFREPEvaluation {
        if let problem = evaluation.failure {
            return .failure(OFREPFailure(key: key, .parseError, "\(problem.field): \(problem.detail)"))
        }
        let cause = evaluation.reason.code
        guard cause != .disabled else { return success(evaluation, nil, "", .disabled) }
        guard hasTargetingKey || !needsTargetingKey else {
            return .failure(
                OFREPFailure(
                    key: key, .targetingKeyMissing, "The flag depends on the user; the context needs a targetingKey."))
        }
        guard evaluation.enabled else {
            // Off is a value of a boolean; any other flag has no value to give.
            return type == .boolean
                ? success(evaluation, Self.false, hasVariants ? "" : "false", reason(evaluation))
                : success(evaluation, nil, "", reason(evaluation))
        }
        guard let variant = evaluation.variant else {
            let value = valueWhenOn ?? (type == .boolean ? Self.true : nil)
            return success(evaluation, value, hasVariants ? "" : "true", reason(evaluation))
        }
        if let value = valueByVariant[variant] { return success(evaluation, value, variant, reason(evaluation)) }
        if isDeclared, cause != .holdout {
            return .failure(
                OFREPFailure(
                    key: key, .parseError, "The value of variant \(variant) is not \(type.rule), as the flag's type is."
                ))
        }
        return success(evaluation, type == .boolean ? Self.true : nil, variant, reason(evaluation))
    }

    private static let `true` = JSONText(.bool(true))
    private static let `false` = JSONText(.bool(false))

    private func success(
        _ evaluation: FlagEvaluation, _ value: JSONText?, _ variant: String, _ reason: OFREPReason
    ) -> OFREPEvaluation {
        .success(
            OFREPSuccess(
                key: keyText, value: value, variant: variant, reason: reason, cause: evaluation.reason.code,
                version: evaluation.version))
    }

    /// PostHog's reason in OpenFeature's words.
    private func reason(_ evaluation: FlagEvaluation) -> OFREPReason {
        switch evaluation.reason.code {
        case .disabled: .disabled
        case .superCondition: .targetingMatch
        case .holdout: .split
        case .conditionMatch:
            evaluation.reason.conditionIndex.flatMap { reasons.indices.contains($0) ? reasons[$0] : nil }
                ?? .targetingMatch
        case .outOfRollout, .noConditionMatch, .noGroupType, .missingDependency, .malformed: .default
        }
    }
}

extension FlagFilters {
    /// Why a user gets what they get when this condition set matches.
    fileprivate func reason(ofCondition index: Int) -> OFREPReason {
        let condition = groups[index]
        guard condition.properties.isEmpty else { return .targetingMatch }
        guard condition.isForEverybody, !choosesVariant(condition) else { return .split }
        // Whoever comes here was looked at before.
        guard index == 0, holdout == nil, !featureEnrollment, superGroups.isEmpty else { return .targetingMatch }
        return .static
    }

    /// Whether a hash chooses between variants for users this set matches.
    func choosesVariant(_ condition: FlagCondition) -> Bool {
        if let forced = condition.variant, variants.contains(where: { $0.key == forced }) { return false }
        guard !variants.isEmpty else { return false }
        return !(variants.first { $0.rolloutPercentage > 0 }.map { $0.rolloutPercentage >= 100 } ?? false)
    }
}

extension FlagCondition {
    /// Whether the rollout leaves nobody out.
    var isForEverybody: Bool { (rolloutPercentage ?? 100) >= 100 }
}
