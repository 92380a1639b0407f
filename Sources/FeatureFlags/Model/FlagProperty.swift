public import JSON

/// One property filter of a condition set or of a cohort.
public struct FlagProperty: Sendable, Equatable {
    /// The property's name; for a cohort `id`; for a flag its numeric id as text (CRUD) or its key (definitions).
    public var key: String
    /// What to compare with; for a cohort its id.
    public var value: JSON?
    public var type: PropertyType
    /// Nil means ``PropertyOperator/exact``, or ``PropertyOperator/isIn`` for a cohort.
    public var `operator`: PropertyOperator?
    public var groupTypeIndex: Int?
    /// Inverts the outcome; PostHog honours it in cohorts only.
    public var negation: Bool?
    public var label: String?
    public var unknownMembers: JSONObject

    public init(
        key: String, value: JSON? = nil, type: PropertyType = .person, operator: PropertyOperator? = nil,
        groupTypeIndex: Int? = nil, negation: Bool? = nil, label: String? = nil, unknownMembers: JSONObject = [:]
    ) {
        self.key = key
        self.value = value
        self.type = type
        self.operator = `operator`
        self.groupTypeIndex = groupTypeIndex
        self.negation = negation
        self.label = label
        self.unknownMembers = unknownMembers
    }

    /// The id of the cohort this filter asks for; nil for other filters and malformed ids.
    public var cohortID: Int64? {
        guard type == .cohort else { return nil }
        return switch value {
        case .integer(let id): id
        case .string(let text): Int64(text)
        default: nil
        }
    }
}
