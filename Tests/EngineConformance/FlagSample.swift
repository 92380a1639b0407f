import Analytics
import FeatureFlags
import JSON
import Testing

/// Flags for the checks: everything not given has a plain value.
enum FlagSample {
    static let actor = FlagActor(id: 7, name: "Ada Lovelace", email: "ada@example.org")

    static func origin(_ seconds: Int64 = 0, reason: String? = nil) -> ChangeOrigin {
        ChangeOrigin(
            actor: actor, time: Sample.noon.advanced(byMicroseconds: seconds * Timestamp.microsecondsPerSecond),
            reason: reason)
    }

    static func draft(_ key: String, rollout: Double = 100, tags: [String] = []) -> FlagDraft {
        FlagDraft(key: key, filters: FlagFilters(groups: [FlagCondition(rolloutPercentage: rollout)]), tags: tags)
    }

    /// A flag with variants, payloads and targeting.
    static var rich: FlagDraft {
        let filters = FlagFilters(
            groups: [
                FlagCondition(
                    properties: [FlagProperty(key: "email", value: "@example.org", operator: .containsIgnoringCase)],
                    rolloutPercentage: 12.5, variant: "blue")
            ],
            multivariate: FlagMultivariate(variants: [
                FlagVariant(key: "blue", rolloutPercentage: 33.3), FlagVariant(key: "red", rolloutPercentage: 66.7),
            ]),
            payloads: ["blue": "{\"price\":10.0}"])
        return FlagDraft(
            key: "rich", name: "Ünïcode \"description\"", filters: filters, tags: ["owner:web", "b"],
            evaluationRuntime: .server, evaluationContexts: ["checkout"], bucketingIdentifier: .deviceID)
    }

    /// A flag that asks for another one.
    static func draft(_ key: String, dependingOn flag: FeatureFlag) -> FlagDraft {
        let property = FlagProperty(key: String(flag.id), value: true, type: .flag, operator: .flagEvaluatesTo)
        return FlagDraft(key: key, filters: FlagFilters(groups: [FlagCondition(properties: [property])]))
    }

    static func draft(_ key: String, cohort id: Int64) -> FlagDraft {
        let property = FlagProperty(key: "id", value: .integer(id), type: .cohort, operator: .isIn)
        return FlagDraft(key: key, filters: FlagFilters(groups: [FlagCondition(properties: [property])]))
    }

    static func cohort(_ name: String, isStatic: Bool = false) -> Cohort {
        let property = FlagProperty(key: "plan", value: "pro", operator: .exact)
        return Cohort(
            id: 0, name: name, isStatic: isStatic, definition: CohortGroup(.and, isStatic ? [] : [.property(property)]))
    }

    static func context(_ distinctID: String, _ properties: JSONObject = [:]) -> EvaluationContext {
        EvaluationContext(distinctID: distinctID, personProperties: properties, now: Sample.noon)
    }
}

extension FlagStore {
    @discardableResult
    func create(_ draft: FlagDraft) async throws -> FeatureFlag {
        try await patiently { () async throws(FlagStoreError) in try await create(draft, by: FlagSample.origin()) }
    }

    @discardableResult
    func update(_ key: String, _ patch: FlagPatch, expecting version: Int64? = nil) async throws -> FeatureFlag {
        try await patiently { () async throws(FlagStoreError) in
            try await update(key: key, expectedVersion: version, with: patch, by: FlagSample.origin(60))
        }
    }

    /// Writes, and again while a store whose writers stand in line sends the last of them away for now.
    private func patiently<Value>(
        _ write: () async throws(FlagStoreError) -> Value
    ) async throws(FlagStoreError) -> Value {
        for _ in 0..<10 {
            do throws(FlagStoreError) {
                return try await write()
            } catch {
                guard case .unavailable = error else { throw error }
            }
        }
        return try await write()
    }

    func keys(_ query: FlagQuery = FlagQuery()) async throws -> [String] {
        try await flags(matching: query).flags.map(\.key)
    }

    /// The error of a call that must fail.
    func refusal<Value>(
        _ call: (Self) async throws -> Value, sourceLocation: SourceLocation = #_sourceLocation
    ) async -> FlagStoreError? {
        do {
            _ = try await call(self)
            Issue.record("nothing was refused", sourceLocation: sourceLocation)
            return nil
        } catch let error as FlagStoreError {
            return error
        } catch {
            Issue.record("an untyped error: \(error)", sourceLocation: sourceLocation)
            return nil
        }
    }
}

extension FlagStoreError {
    var isNotFound: Bool { if case .notFound = self { true } else { false } }
    var isRefused: Bool { if case .refused = self { true } else { false } }
    var takenKey: String? { if case .keyTaken(let key) = self { key } else { nil } }
    var current: FeatureFlag? { if case .stale(let current) = self { current } else { nil } }
    /// The fields that break a rule.
    var fields: [String] { if case .invalid(let problems) = self { problems.map(\.field) } else { [] } }
}
