/// What a property filter looks at; texts unknown to this version are kept as they are.
public struct PropertyType: RawRepresentable, Sendable, Hashable {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// A property of the person.
    public static let person = PropertyType(rawValue: "person")
    /// A property of a group the request names.
    public static let group = PropertyType(rawValue: "group")
    /// Membership in a cohort.
    public static let cohort = PropertyType(rawValue: "cohort")
    /// The outcome of another flag.
    public static let flag = PropertyType(rawValue: "flag")
    /// A column of the persons table, for example `created_at`.
    public static let personMetadata = PropertyType(rawValue: "person_metadata")

    public static let allKnown: [PropertyType] = [.person, .group, .cohort, .flag, .personMetadata]
}
