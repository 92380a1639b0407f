/// The group types of a project: name by index, 0 to 4 in PostHog.
public struct GroupTypeMapping: Sendable, Hashable {
    public private(set) var nameByIndex: [Int: String]
    private var indexByName: [String: Int]

    public init(_ nameByIndex: [Int: String] = [:]) {
        self.nameByIndex = nameByIndex
        indexByName = [:]
        for (index, name) in nameByIndex.sorted(by: { $0.key > $1.key }) { indexByName[name] = index }
    }

    /// The name of the group type, for example `company`.
    public func name(of index: Int) -> String? { nameByIndex[index] }

    /// The index of a group type; the lowest when two types share a name.
    public func index(of name: String) -> Int? { indexByName[name] }
}
