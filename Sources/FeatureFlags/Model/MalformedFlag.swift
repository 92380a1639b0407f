public import JSON

/// A stored flag that cannot be read or compiled; it fails alone, the others work.
public struct MalformedFlag: Sendable, Equatable {
    /// The key, as far as it could be read.
    public let key: String
    public let id: Int64?
    public let problem: FlagProblem
    /// The definition as stored.
    public let source: JSON

    public init(key: String, id: Int64?, problem: FlagProblem, source: JSON) {
        self.key = key
        self.id = id
        self.problem = problem
        self.source = source
    }
}
