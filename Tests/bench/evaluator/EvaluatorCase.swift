import Analytics
import BasicContainers
import FeatureFlags
import Glibc
import JSON

/// Flags and the users they are evaluated for, one after the other.
final class EvaluatorCase {
    private static let now = Timestamp(microseconds: 1_800_000_000_000_000)

    private let flags: FlagSet
    private let users: UniqueArray<EvaluatorUser>

    init(_ json: JSON) throws {
        guard let members = json.objectValue, let flags = members["flags"]?.arrayValue,
            let users = members["users"]?.arrayValue, !flags.isEmpty, !users.isEmpty
        else { throw EvaluatorError("a case needs flags and users") }
        self.flags = FlagSet(flags: try flags.map { try FeatureFlag(json: $0) })
        self.users = try UniqueArray(capacity: users.count) { list throws in
            for user in users {
                guard let members = user.objectValue, let distinctID = members["distinct_id"]?.stringValue,
                    let properties = members["person_properties"]?.objectValue
                else { throw EvaluatorError("a user needs distinct_id and person_properties") }
                let context = EvaluationContext(distinctID: distinctID, personProperties: properties, now: Self.now)
                list.append(EvaluatorUser(context: context))
            }
        }
    }

    /// For each user the outcome of each flag: false, true or the variant.
    var answers: JSON {
        .array(
            users.indices.map { index in
                .object(
                    JSONObject(
                        flags.evaluate(in: users[index].context).map { evaluation in
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
            for index in users.indices { evaluated += users[index].count(of: key, flags) }
        } while Self.processorTime - start < seconds
        return (Self.processorTime - start) / Double(max(evaluated, 1)) * 1e9
    }

    /// Of this thread, in seconds.
    private static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
