import Access
import Analytics
import FeatureFlags
import Hummingbird
import JSON

/// `/api/analytics/user/flags`: the flags a user got, and what they would get now and by which rule.
struct UserFlagRoutes: Sendable {
    let lookup: PersonLookup
    let events: any EventStore
    let exposures: any FlagExposureStore
    let preparation: FlagPreparation
    let facts: KnownFacts
    let clock: SystemClock

    /// The newest events that are looked at for the groups of the person; SDKs attach them to every event.
    private static let groupEventLimit = 20

    @Sendable func flags(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let subject = try await lookup.subject(
            of: try request.queryParameters(), context: context, action: "lookup.flags", days: 1...365,
            defaultDays: 30)
        let found = try await exposures.flagExposures(of: subject.person, in: subject.window)
        let prepared = try await preparation.current()
        let current = try await evaluations(of: Set(found.flags.map(\.key)), in: prepared, for: subject)
        return RevalidatedAnswer(window: subject.window) { json in
            json.field("flags", array: found.flags) { json, exposure in
                json.object { entry in
                    entry.exposure(exposure)
                    entry.field("exists", prepared.flags.hasFlag(exposure.key))
                    entry.field("current") { json in
                        if let evaluation = current[exposure.key] { json.currentEvaluation(evaluation) }
                    }
                }
            }
            json.field("complete", found.isComplete)
            json.field("period_days", subject.days)
            json.subject(subject)
        }.response(to: request)
    }

    /// What flags give the person now, by key. Nothing is counted, and nobody is kept in a bucket.
    private func evaluations(
        of keys: Set<String>, in prepared: PreparedFlags, for subject: PersonLookup.Subject
    ) async throws -> [String: FlagEvaluation] {
        let flags = prepared.flags
        let needs = prepared.needs.facts(of: keys)
        var context = EvaluationContext(
            distinctID: subject.userID,
            groups: needs.asksGroups ? try await groups(of: subject) : [:],
            now: clock.now,
            // The person is taken to be where each flag is meant for.
            evaluationContexts: Set(keys.compactMap { flags[$0]?.evaluationContexts }.flatMap(\.self)))
        _ = try await facts.complete(&context, with: needs)
        let evaluations = flags.evaluate(in: context, keys: keys)
        return Dictionary(evaluations.map { ($0.key, $0) }) { first, _ in first }
    }

    /// The groups the newest event names that names some.
    private func groups(of subject: PersonLookup.Subject) async throws -> [String: String] {
        let newest = try await events.events(
            of: subject.person, in: subject.window, matching: .all, page: PageRequest(limit: Self.groupEventLimit))
        return newest.events.lazy.compactMap { EventGroups.read($0.properties.parsed()) }.first ?? [:]
    }
}

extension FlagSet {
    /// Whether there is a flag with the key, readable or not.
    fileprivate func hasFlag(_ key: String) -> Bool {
        self[key] != nil || malformed.contains { $0.key == key }
    }
}

extension JSONWriter.ObjectWriter {
    fileprivate mutating func exposure(_ exposure: FlagExposure) {
        field("key", exposure.key)
        field("response", exposure.response ?? .null)
        field("reason", exposure.reason)
        field("version", exposure.version)
        field("calls", exposure.calls)
        field("events", exposure.events)
        field("first_seen", exposure.firstSeen)
        field("last_seen", exposure.lastSeen)
    }
}

extension JSONWriter {
    fileprivate mutating func currentEvaluation(_ evaluation: FlagEvaluation) {
        object { json in
            json.field("enabled", evaluation.enabled)
            json.field("variant", evaluation.variant)
            json.reason(evaluation.reason)
        }
    }
}
