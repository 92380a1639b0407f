import Analytics
import FeatureFlags
import Glibc
import JSON

/// Flags and the users they are evaluated for, one after the other.
struct EvaluatorCase {
    private static let now = Timestamp(microseconds: 1_800_000_000_000_000)

    private static let callsInARow = 10

    private let flags: FlagSet
    private let users: [EvaluationContext]

    init(_ json: JSON) throws {
        guard let members = json.objectValue, let flags = members["flags"]?.arrayValue,
            let users = members["users"]?.arrayValue, !flags.isEmpty, !users.isEmpty
        else { throw EvaluatorError("a case needs flags and users") }
        self.flags = FlagSet(flags: try flags.map { try FeatureFlag(json: $0) })
        self.users = try users.map { user in
            guard let members = user.objectValue, let distinctID = members["distinct_id"]?.stringValue,
                let properties = members["person_properties"]?.objectValue
            else { throw EvaluatorError("a user needs distinct_id and person_properties") }
            return EvaluationContext(distinctID: distinctID, personProperties: properties, now: Self.now)
        }
    }

    /// For each user the outcome of each flag: false, true or the variant.
    var answers: JSON {
        .array(
            users.map { user in
                .object(
                    JSONObject(
                        flags.evaluate(in: user).map { evaluation in
                            (evaluation.key, evaluation.variant.map(JSON.string) ?? .bool(evaluation.enabled))
                        }, uniquingKeysWith: { first, _ in first }))
            })
    }

    /// The processor time of one flag: other processes on the same machine take turns, which is not the evaluator's time.
    /// - Parameter key: the flag, each evaluation of which is a call of its own; nil evaluates all flags in one call.
    func nanosecondsPerFlag(of key: String?, for seconds: Double) -> Double {
        let start = Self.processorTime
        var evaluated = 0
        repeat {
            for user in users { evaluated += count(of: key, for: user) }
        } while Self.processorTime - start < seconds
        return (Self.processorTime - start) / Double(max(evaluated, 1)) * 1e9
    }

    /// A single flag is asked for several times in a row, so that handing over the user does not count.
    private func count(of key: String?, for user: EvaluationContext) -> Int {
        guard let key else { return flags.evaluate(in: user).count }
        var evaluated = 0
        for _ in 0..<Self.callsInARow where flags.evaluate(key, in: user) != nil { evaluated += 1 }
        return evaluated
    }

    /// Of this thread, in seconds.
    private static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
