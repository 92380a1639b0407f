/// A kind of group, for example `company` (PostHog API facts §3).
public struct GroupType: Sendable, Equatable {
    public let name: String
    /// The position in the project, 0 to 4.
    public let index: Int
    public let singularName: String?
    public let pluralName: String?

    public init(name: String, index: Int, singularName: String? = nil, pluralName: String? = nil) {
        self.name = name
        self.index = index
        self.singularName = singularName
        self.pluralName = pluralName
    }
}
