/// A node of a cohort's definition: filters and further groups joined by AND or OR.
///
/// A group without values matches everybody, as PostHog's empty `{}` does.
public struct CohortGroup: Sendable, Equatable {
    /// How the values are joined.
    public enum Junction: String, Sendable, Hashable {
        case and = "AND"
        case or = "OR"
    }

    /// A member of a group.
    public enum Value: Sendable, Equatable {
        case property(FlagProperty)
        case group(CohortGroup)
    }

    public var junction: Junction
    public var values: [Value]

    public init(_ junction: Junction = .and, _ values: [Value] = []) {
        self.junction = junction
        self.values = values
    }

    /// The deepest nesting that is read, written and evaluated.
    public static let maximumDepth = 16

    /// The filters of the group and of the groups in it.
    var properties: [FlagProperty] {
        var open = [self]
        var properties: [FlagProperty] = []
        while let group = open.popLast() {
            for value in group.values {
                switch value {
                case .property(let property): properties.append(property)
                case .group(let inner): open.append(inner)
                }
            }
        }
        return properties
    }
}
