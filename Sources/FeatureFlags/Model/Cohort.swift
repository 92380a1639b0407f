public import Analytics
public import JSON

/// A named set of persons: all that match a definition, or a fixed list.
public struct Cohort: Sendable, Equatable {
    public var id: Int64
    public var name: String
    public var description: String
    /// Whether the members are a list kept by the store; then ``definition`` does not count.
    public var isStatic: Bool
    public var definition: CohortGroup
    public var version: Int64
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var unknownMembers: JSONObject

    public init(
        id: Int64, name: String, description: String = "", isStatic: Bool = false,
        definition: CohortGroup = CohortGroup(), version: Int64 = 1,
        createdAt: Timestamp = Timestamp(microseconds: 0), updatedAt: Timestamp = Timestamp(microseconds: 0),
        unknownMembers: JSONObject = [:]
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.isStatic = isStatic
        self.definition = definition
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.unknownMembers = unknownMembers
    }
}
