public import JSON

/// One variant of a flag and its share of the users who match.
public struct FlagVariant: Sendable, Equatable {
    public var key: String
    public var name: String?
    /// Percent, 0 to 100, fractions allowed; all variants of a flag sum to 100.
    public var rolloutPercentage: Double
    public var description: String?
    public var unknownMembers: JSONObject

    public init(
        key: String, name: String? = nil, rolloutPercentage: Double, description: String? = nil,
        unknownMembers: JSONObject = [:]
    ) {
        self.key = key
        self.name = name
        self.rolloutPercentage = rolloutPercentage
        self.description = description
        self.unknownMembers = unknownMembers
    }
}
