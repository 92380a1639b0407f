import Access
import Analytics
import FeatureFlags
import Hummingbird
import JSON
import Logging

extension FlagInsightRoutes {
    /// Replays a change that is not stored over the users seen lately: who would get something else.
    ///
    /// Even the counts alone tell whether a person has a property, since a condition may name one person.
    @Sendable func affected(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let principal = try context.requirePrincipal()
        let asked = try AffectedRequest(try await request.jsonObject(upTo: Self.maximumBodyBytes))
        let prepared = try await preparation.current()
        let trial = try asked.trial(in: prepared.flags)
        let now = clock.now
        let outcome = try await replay.run(
            trial, in: prepared, since: TimeWindow(days: asked.days, until: now).start, limit: asked.limit, now: now)
        if let failure = outcome.failure {
            context.logger.warning("a replay ended without static cohorts", metadata: ["reason": "\(failure)"])
        }
        try await audit.record(
            "lookup.affected", by: principal, flagKey: trial.new.key, outcome: .allowed, context: context)
        return Response.json { json in
            json.field("key", trial.new.key)
            json.field("days", asked.days)
            json.field("users", outcome.users)
            json.field("evaluated", outcome.affected.evaluated)
            json.field("unknown", outcome.unknown)
            json.field("complete", outcome.isComplete)
            json.field("changed", outcome.affected.changed)
            json.field("changed_with_errors", outcome.affected.changedWithErrors)
            json.field("before", array: outcome.affected.before.ranked) { $0.outcomeCount($1) }
            json.field("after", array: outcome.affected.after.ranked) { $0.outcomeCount($1) }
            json.field("transitions", array: outcome.affected.transitions.ranked) { json, transition in
                json.object { entry in
                    entry.field("from", transition.key.from.description)
                    entry.field("to", transition.key.to.description)
                    entry.field("count", transition.count)
                    let examples = outcome.affected.examples.filter { $0.transition == transition.key }
                    entry.field("examples", array: examples) { $0.example($1) }
                }
            }
            json.field("diff", array: trial.diff.changes) { json, change in
                json.object { entry in
                    entry.field("field", change.path)
                    entry.field("old", change.old ?? .null)
                    entry.field("new", change.new ?? .null)
                }
            }
        }
    }
}

extension AffectedUsers.Transition: CustomStringConvertible {
    /// For example `false → control`.
    var description: String { "\(from) → \(to)" }
}

extension Dictionary where Key: CustomStringConvertible, Value == Int {
    /// Most frequent first, then by text.
    fileprivate var ranked: [(key: Key, count: Int)] {
        map { (key: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.key.description) < ($0.count, $1.key.description) }
    }
}

extension JSONWriter {
    fileprivate mutating func outcomeCount(_ row: (key: AffectedUsers.Outcome, count: Int)) {
        object { entry in
            entry.field("outcome", row.key.description)
            entry.field("count", row.count)
        }
    }

    fileprivate mutating func example(_ example: AffectedUsers.Example) {
        object { entry in
            entry.field("user_id", example.distinctID)
            entry.field("had_errors", example.hadErrors)
        }
    }
}
