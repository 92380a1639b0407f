import Analytics
import FeatureFlags
import JSON

/// What somebody wants to try: some flags, for some contexts.
struct PlaygroundRequest: Sendable {
    /// Nil means all.
    let keys: Set<String>?
    let contexts: [EvaluationContext]
    /// Whether properties known from events are used where a context has none.
    let usesKnownProperties: Bool
    /// A definition to try instead of the stored one with its key.
    let definition: JSON?

    static let maximumContexts = 100

    /// Reads `{"flags":["a"],"contexts":[{…}],"use_known_properties":true,"definition":{…}}`; a context has the members
    /// of a `/flags` request (PostHog API facts §9.1).
    init(_ body: JSONObject, now: Timestamp) throws(Problem) {
        switch body["flags"] {
        case nil, .null?: keys = nil
        case .array(let values)?:
            keys = Set(values.compactMap(\.stringValue).map(ManifestKey.stored(named:)))
            if let other = values.first(where: { $0.stringValue == nil }) {
                throw .invalid("flags", rule: "a list of keys", "flags must hold keys only, got \(other.kind).")
            }
        case let other?:
            throw .invalid("flags", rule: "a list of keys", "flags must be a list of keys, got \(other.kind).")
        }
        guard let values = body["contexts"]?.arrayValue, (1...Self.maximumContexts).contains(values.count) else {
            throw .invalid(
                "contexts", rule: "1...\(Self.maximumContexts) contexts",
                "contexts must be a list of 1 to \(Self.maximumContexts) contexts.")
        }
        var contexts: [EvaluationContext] = []
        for (index, value) in values.enumerated() {
            guard var members = value.objectValue else {
                throw .invalid(
                    "contexts[\(index)]", rule: "an object", "contexts[\(index)] must be an object, got \(value.kind).")
            }
            if members["distinct_id"] == nil { members["distinct_id"] = "" }
            let asked = try SDKFlagRequest(.object(members), queryToken: "")
            contexts.append(asked.evaluationContext(now: now, detected: .all))
        }
        self.contexts = contexts
        switch body["use_known_properties"] {
        case nil, .null?: usesKnownProperties = true
        case .bool(let uses)?: usesKnownProperties = uses
        case let other?:
            throw .invalid(
                "use_known_properties", rule: "true or false",
                "use_known_properties must be true or false, got \(other.kind).")
        }
        definition = body["definition"].flatMap { $0.isNull ? JSON?.none : $0 }
    }
}
