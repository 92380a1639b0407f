public import JSON

/// A stored flag that cannot be read or compiled; it fails alone, the others work.
public struct MalformedFlag: Sendable, Equatable {
    /// The key, as far as it could be read.
    public let key: String
    public let id: Int64?
    /// Nil where it cannot be told.
    public let version: Int64?
    public let problem: FlagProblem
    /// The definition as stored; its text where that is no JSON.
    public let source: JSON

    public init(key: String, id: Int64?, version: Int64? = nil, problem: FlagProblem, source: JSON) {
        self.key = key
        self.id = id
        self.version = version
        self.problem = problem
        self.source = source
    }

    /// Whether the flag was archived before or after it became unreadable; then nothing evaluates it.
    public var isArchived: Bool { source["archived"] == true }
}
