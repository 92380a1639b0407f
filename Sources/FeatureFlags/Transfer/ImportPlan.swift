/// What an import comes to, worked out before anything is written: the same for a trial and for the real run.
///
/// Nothing is ever deleted. Carried out twice, the second time it has no steps.
public struct ImportPlan: Sendable, Equatable {
    /// An entry of the file that differs from what is stored.
    public struct Change: Sendable, Equatable {
        public let name: String
        public let changes: [FieldChange]
    }

    /// A field of an entry that keeps it from being imported.
    public struct Refusal: Sendable, Equatable {
        public let name: String
        /// The path within the entry, for example `filters.groups[0].rollout_percentage`.
        public let field: String
        public let detail: String
    }

    /// What becomes of the entries of one kind: flags by key, cohorts by name.
    public struct Part: Sendable, Equatable {
        public internal(set) var created: [String] = []
        public internal(set) var changed: [Change] = []
        public internal(set) var unchanged: [String] = []
        public internal(set) var refused: [Refusal] = []

        /// So many problems of one entry are told; a person mends the first ones first.
        static let maximumProblems = 5

        mutating func refuse(_ name: String, _ problems: some Collection<FlagProblem>) {
            refused += problems.prefix(Self.maximumProblems).map {
                Refusal(name: name, field: $0.field, detail: $0.detail)
            }
        }

        mutating func refuse(_ name: String, _ field: String, _ detail: String) {
            refused.append(Refusal(name: name, field: field, detail: detail))
        }
    }

    public internal(set) var flags = Part()
    public internal(set) var cohorts = Part()
    /// The keys of flags that are stored, not archived and not in the file.
    public internal(set) var missing: [String] = []
    /// The numbers that cohorts of the file have here, placeholders for those to be made; by their numbers in the file.
    public internal(set) var cohortIDs: [Int64: Int64] = [:]
    /// The writes in the order they must be made.
    public internal(set) var steps: [ImportStep] = []

    /// Whether nothing in the file is refused.
    public var isComplete: Bool { flags.refused.isEmpty && cohorts.refused.isEmpty }
}
