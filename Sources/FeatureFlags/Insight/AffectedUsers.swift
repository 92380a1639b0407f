/// Who gets something else when a flag changes: the old and the new definition replayed over the same contexts.
public struct AffectedUsers: Sendable {
    /// What a user gets: off, on, or a variant.
    public enum Outcome: Sendable, Hashable, CustomStringConvertible {
        case off
        case on
        case variant(String)

        /// `false`, `true` or the variant's key, as PostHog's SDKs tell it.
        public var description: String {
            switch self {
            case .off: "false"
            case .on: "true"
            case .variant(let key): key
            }
        }
    }

    /// A change from one outcome to another.
    public struct Transition: Sendable, Hashable {
        public let from: Outcome
        public let to: Outcome
    }

    /// One user whose outcome changes.
    public struct Example: Sendable, Hashable {
        public let distinctID: String
        public let transition: Transition
        public let hadErrors: Bool
    }

    /// The most examples kept of each transition.
    public let exampleLimit: Int
    public private(set) var evaluated = 0
    public private(set) var changed = 0
    /// Users whose outcome changes and who had errors.
    public private(set) var changedWithErrors = 0
    public private(set) var transitions: [Transition: Int] = [:]
    public private(set) var examples: [Example] = []
    /// How many users get each outcome before and after.
    public private(set) var before: [Outcome: Int] = [:]
    public private(set) var after: [Outcome: Int] = [:]

    private let oldKey: String
    private let newKey: String
    private let old: FlagSet
    private let new: FlagSet
    /// The evaluation contexts the flag is meant for, before or after.
    private let evaluationContexts: Set<String>
    private var exampleCounts: [Transition: Int] = [:]

    /// - Parameters:
    ///   - old: the set as it is; a flag it does not have is off for everybody.
    ///   - new: the set as it would be, in which the flag may have another key.
    public init(
        of key: String, renamedTo newKey: String? = nil, from old: FlagSet, to new: FlagSet, exampleLimit: Int = 5
    ) {
        oldKey = key
        self.newKey = newKey ?? key
        self.old = old
        self.new = new
        self.exampleLimit = exampleLimit
        evaluationContexts = Set(
            (old[oldKey]?.evaluationContexts ?? []) + (new[self.newKey]?.evaluationContexts ?? []))
    }

    /// Replays a change that is not stored.
    /// - Parameter flags: the set as it is.
    public init(_ trial: FlagTrial, in flags: FlagSet, exampleLimit: Int = 5) {
        self.init(
            of: trial.old?.key ?? trial.new.key, renamedTo: trial.new.key, from: flags,
            to: flags.replacing(trial.new), exampleLimit: exampleLimit)
    }

    /// The set as it would be.
    public var changedSet: FlagSet { new }

    /// Evaluates both definitions for one more user, who is taken to be where the flag is meant for.
    public mutating func add(_ context: EvaluationContext, hadErrors: Bool = false) {
        var context = context
        context.evaluationContexts.formUnion(evaluationContexts)
        let transition = Transition(
            from: Outcome(old.evaluate(oldKey, in: context)), to: Outcome(new.evaluate(newKey, in: context)))
        evaluated += 1
        before[transition.from, default: 0] += 1
        after[transition.to, default: 0] += 1
        guard transition.from != transition.to else { return }
        changed += 1
        if hadErrors { changedWithErrors += 1 }
        transitions[transition, default: 0] += 1
        guard exampleCounts[transition, default: 0] < exampleLimit else { return }
        exampleCounts[transition, default: 0] += 1
        examples.append(Example(distinctID: context.distinctID, transition: transition, hadErrors: hadErrors))
    }
}

extension AffectedUsers.Outcome {
    /// What a verdict gives the user; no verdict is off.
    public init(_ evaluation: FlagEvaluation?) {
        guard let evaluation, evaluation.enabled else {
            self = .off
            return
        }
        self = evaluation.variant.map(Self.variant) ?? .on
    }
}

extension FlagSet {
    /// This set with one flag put in the place of the one with the same id, or added.
    public func replacing(_ flag: FeatureFlag) -> FlagSet {
        var flags = flags
        if let index = flags.firstIndex(where: { $0.id == flag.id }) {
            flags[index] = flag
        } else {
            flags.append(flag)
        }
        return FlagSet(
            flags: flags, malformed: malformed, cohorts: cohorts, malformedCohorts: malformedCohorts,
            groupTypes: groupTypes, matching: matching, timeZone: timeZone)
    }
}
