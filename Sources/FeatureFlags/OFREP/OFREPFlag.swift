import JSON

/// One flag made ready for answers: its values as JSON text, its reasons, what it needs to know.
final class OFREPFlag: Sendable {
    /// The key of the manifest.
    let key: String
    let storedKey: String
    let keyText: JSONText
    let isArchived: Bool
    /// Whether the outcome depends on who the user is.
    let needsTargetingKey: Bool
    let version: Int64
    /// By the outcome of the plan: on without a variant, each variant, and last what users held out get.
    let whenOn: [Answer]
    /// Off is a value of a boolean; any other flag has no value to give.
    let whenOff: Answer
    let whenDisabled: Answer
    /// By condition set, when that set matches.
    let reasons: [OFREPReason]
    /// What a user is told who is not known although the flag depends on the user.
    let keyMissing: OFREPFailure

    /// What the gateway answers about one outcome.
    enum Answer: Sendable {
        case value(JSONText?, variant: String)
        case failure(OFREPFailure)
    }

    init(_ flag: FeatureFlag, needsTargetingKey: Bool, settings: ManifestSettings) {
        let typing = FlagTyping(flag, settings: settings)
        let key = ManifestKey.manifestKey(of: flag.key)
        let keyText = JSONText(.string(key))
        let isBoolean = typing.type == .boolean
        let variants = flag.filters.variants
        self.key = key
        self.keyText = keyText
        storedKey = flag.key
        isArchived = flag.archived
        version = flag.version
        self.needsTargetingKey = needsTargetingKey
        reasons = flag.filters.groups.indices.map { flag.filters.reason(ofCondition: $0) }
        keyMissing = OFREPFailure(
            key: key, .targetingKeyMissing, "The flag depends on the user; the context needs a targetingKey.")

        func answer(_ value: JSONText?, _ variant: String) -> Answer {
            .value(value, variant: variant)
        }
        let fallback = isBoolean ? Self.true : nil
        var whenOn = [answer(typing.valueWhenOn.map(JSONText.init) ?? fallback, variants.isEmpty ? "true" : "")]
        for variant in variants.map(\.key) {
            if let value = typing.values[variant] {
                whenOn.append(answer(JSONText(value), variant))
            } else if typing.isDeclared, flag.filters.payloads[variant] != nil, !flag.hasEncryptedPayloads {
                whenOn.append(
                    .failure(
                        OFREPFailure(
                            key: key, .parseError,
                            "The value of variant \(variant) is not \(typing.type.rule), as the flag's type is.")))
            } else {
                // A variant that says nothing leaves the application its default.
                whenOn.append(answer(fallback, variant))
            }
        }
        if let variant = flag.filters.holdout?.variant {
            whenOn.append(answer(typing.values[variant].map(JSONText.init) ?? fallback, variant))
        }
        self.whenOn = whenOn
        whenOff = isBoolean ? answer(Self.false, variants.isEmpty ? "false" : "") : answer(nil, "")
        whenDisabled = answer(nil, "")
    }

    private static let `true` = JSONText(.bool(true))
    private static let `false` = JSONText(.bool(false))

    /// The answer for a verdict.
    /// - Parameter outcome: the place of the verdict's outcome among the flag's; nil for a flag that is off.
    func answer(_ verdict: FlagVerdict, outcome: Int?, hasTargetingKey: Bool) -> OFREPEvaluation {
        switch found(verdict, outcome: outcome, hasTargetingKey: hasTargetingKey) {
        case .failure(let failure): return .failure(failure)
        case .value(let value, let variant):
            let condition = Int(verdict.condition)
            let reason = OFREPReason(
                verdict.code, ofCondition: reasons.indices.contains(condition) ? reasons[condition] : nil)
            return .success(
                OFREPSuccess(
                    key: keyText, value: value, variant: variant, reason: reason, cause: verdict.code, version: version)
            )
        }
    }

    private func found(_ verdict: FlagVerdict, outcome: Int?, hasTargetingKey: Bool) -> Answer {
        guard verdict.code != .disabled else { return whenDisabled }
        guard hasTargetingKey || !needsTargetingKey else { return .failure(keyMissing) }
        return outcome.map { whenOn[$0] } ?? whenOff
    }
}

extension OFREPReason {
    /// PostHog's reason in OpenFeature's words.
    /// - Parameter ofCondition: the word for the condition set that decided; nil when none did.
    init(_ code: EvaluationReason.Code, ofCondition: OFREPReason?) {
        self =
            switch code {
            case .disabled: .disabled
            case .superCondition: .targetingMatch
            case .holdout: .split
            case .conditionMatch: ofCondition ?? .targetingMatch
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
