public import JSON

/// A stored cohort that cannot be read; only the flags that ask for it fail.
public struct MalformedCohort: Sendable, Equatable {
    public let id: Int64
    /// As far as it can be read.
    public let name: String
    /// Nil where it cannot be told.
    public let version: Int64?
    public let problem: FlagProblem
    /// The cohort as stored; its text where that is no JSON.
    public let source: JSON

    public init(id: Int64, name: String, version: Int64? = nil, problem: FlagProblem, source: JSON) {
        self.id = id
        self.name = name
        self.version = version
        self.problem = problem
        self.source = source
    }

    /// Reads what can be read of a cohort.
    public init(id: Int64, problem: FlagProblem, source: JSON) {
        self.init(
            id: id, name: source["name"]?.stringValue ?? "cohort \(id)", version: source["version"]?.int64Value,
            problem: problem, source: source)
    }

    /// One sentence: which cohort, and what is wrong with it.
    public var explanation: String { "cohort \(id) cannot be read: \(problem.field): \(problem.detail)" }

    /// What is left of the cohort: number, name, version, whether it is a list, and when it was made; the definition is
    /// empty.
    public var remains: Cohort {
        var cohort = Cohort(
            id: id, name: name, isStatic: source["is_static"]?.boolValue ?? false, version: version ?? 0)
        if let made = try? Cohort(json: ["created_at": source["created_at"] ?? .null]) {
            cohort.createdAt = made.createdAt
        }
        return cohort
    }
}
