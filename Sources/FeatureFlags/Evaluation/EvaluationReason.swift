/// Why a flag came out as it did, in PostHog's words (PostHog API facts §9.2).
public struct EvaluationReason: Sendable, Hashable {
    /// The code PostHog's SDKs know.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case superCondition = "super_condition_value"
        case holdout = "holdout_condition_value"
        case conditionMatch = "condition_match"
        case outOfRollout = "out_of_rollout_bound"
        case noConditionMatch = "no_condition_match"
        case noGroupType = "no_group_type"
        case disabled = "flag_disabled"
        case missingDependency = "missing_dependency"
        case malformed = "flag_data_parsing_error"

        /// When several condition sets fail, the reason with the highest rank is told, the later one of equals.
        ///
        /// A person's real outcome ranks above a group that was not given: the order of the server since it has
        /// condition sets of both kinds in one flag.
        var rank: Int {
            switch self {
            case .superCondition: 6
            case .holdout: 5
            case .conditionMatch: 4
            case .outOfRollout: 3
            case .noConditionMatch: 2
            case .noGroupType: 1
            case .disabled: 0
            case .missingDependency, .malformed: -1
            }
        }
    }

    public let code: Code
    /// The condition set that decided, from 0.
    public let conditionIndex: Int?

    public init(_ code: Code, conditionIndex: Int? = nil) {
        self.code = code
        self.conditionIndex = conditionIndex
    }

    /// One phrase for a person, for example `Matched condition set 1`.
    public var description: String {
        switch code {
        case .conditionMatch: "Matched condition set \((conditionIndex ?? 0) + 1)"
        case .superCondition: "The person's own enrollment decided"
        case .holdout: "Held out of the experiment"
        case .outOfRollout: "Outside the rollout percentage"
        case .noConditionMatch: "No condition set matched"
        case .noGroupType: "The group the flag needs was not given"
        case .disabled: "The flag is disabled"
        case .missingDependency: "A flag this one depends on is missing or in a cycle"
        case .malformed: "The flag's definition cannot be evaluated"
        }
    }
}
