import Analytics
import FeatureFlags
import HTTPTypes
import JSON

/// What a PostHog SDK asks of `/flags` and `/decide` (PostHog API facts §9.1).
struct SDKFlagRequest: Sendable {
    /// The public token of the project.
    let token: String
    let distinctID: String
    let deviceID: String?
    let anonymousDistinctID: String?
    let groups: [String: String]
    let personProperties: JSONObject
    let groupProperties: [String: JSONObject]
    /// The flags wanted; nil means all.
    let keys: Set<String>?
    /// Whether the caller wants no flags at all.
    let disablesFlags: Bool
    let contexts: Set<String>
    /// Nil when the body does not say where the caller runs.
    let runtime: EvaluationRuntime?

    /// PostHog cuts longer ids.
    private static let maximumIDLength = 200

    /// - Parameter queryToken: the token of the query, where the body has none.
    init(_ json: JSON, queryToken: String?) throws(Problem) {
        guard let members = json.objectValue else {
            throw .invalid("body", rule: "a JSON object", "The body must be a JSON object, got \(json.kind).")
        }
        let reader = Reader(members: members)
        guard let token = try reader.text("token", "api_key", "$token") ?? queryToken else {
            throw Problem(
                .unauthorized, "The request needs the project token as token or api_key.",
                field: Problem.Field(name: "token", rule: "the project token"),
                headers: Problem.projectTokenChallenge)
        }
        self.token = token
        guard let distinctID = try reader.identifier("distinct_id", "$distinct_id") else {
            throw .invalid("distinct_id", rule: "required", "The request needs a distinct_id, as text or number.")
        }
        self.distinctID = Self.cut(distinctID)
        let personProperties = try reader.object("person_properties", "$properties") ?? [:]
        // Some SDKs send the device as a property only.
        let devices =
            [try reader.identifier("device_id", "$device_id")]
            + [personProperties["$device_id"].flatMap(Reader.identifier)]
        deviceID = devices.compactMap(\.self).first { !$0.isEmpty }
        anonymousDistinctID = try reader.identifier("$anon_distinct_id").map(Self.cut)
        self.personProperties = personProperties
        var groups: [String: String] = [:]
        for (type, key) in try reader.object("groups", "$groups") ?? [:] where !key.isNull {
            guard let text = Reader.identifier(key) else {
                throw .invalid(
                    "groups.\(type)", rule: "text or number",
                    "groups.\(type) must be text or a number, got \(key.kind)."
                )
            }
            groups[type] = text
        }
        self.groups = groups
        var groupProperties: [String: JSONObject] = [:]
        for (type, value) in try reader.object("group_properties", "$group_properties") ?? [:] where !value.isNull {
            guard let properties = value.objectValue else {
                throw .invalid(
                    "group_properties.\(type)", rule: "an object",
                    "group_properties.\(type) must be an object, got \(value.kind).")
            }
            groupProperties[type] = properties
        }
        self.groupProperties = groupProperties
        keys = try reader.texts("flag_keys", "flag_keys_to_evaluate").map { Set($0) }
        disablesFlags = try reader.truth("disable_flags")
        contexts = Set(try reader.texts("evaluation_contexts", "evaluation_environments") ?? [])
        runtime = try reader.text("evaluation_runtime").flatMap(EvaluationRuntime.init)
    }

    private static func cut(_ identifier: String) -> String {
        String(identifier.unicodeScalars.prefix(maximumIDLength))
    }

    /// The context PostHog's evaluation needs, before what is known of the person is added.
    /// - Parameter detected: where the caller runs as far as its headers tell.
    func evaluationContext(now: Timestamp, detected: EvaluationRuntime?) -> EvaluationContext {
        EvaluationContext(
            distinctID: distinctID, deviceID: deviceID, anonymousDistinctID: anonymousDistinctID, groups: groups,
            personProperties: personProperties, groupProperties: groupProperties, now: now,
            runtime: runtime ?? detected, evaluationContexts: contexts)
    }

    /// Reads members, each under the first of its names that is there and not `null`.
    private struct Reader {
        let members: JSONObject

        private func value(_ names: [String]) -> (name: String, value: JSON)? {
            for name in names {
                if let value = members[name], !value.isNull { return (name, value) }
            }
            return nil
        }

        func text(_ names: String...) throws(Problem) -> String? {
            guard let (name, value) = value(names) else { return nil }
            guard let text = value.stringValue else { throw Self.mismatch(name, "text", value) }
            return text
        }

        /// Text, or a number as its text.
        func identifier(_ names: String...) throws(Problem) -> String? {
            guard let (name, value) = value(names) else { return nil }
            guard let text = Self.identifier(value) else { throw Self.mismatch(name, "text or a number", value) }
            return text
        }

        static func identifier(_ value: JSON) -> String? {
            value.stringValue ?? (value.doubleValue == nil ? nil : value.text)
        }

        func object(_ names: String...) throws(Problem) -> JSONObject? {
            guard let (name, value) = value(names) else { return nil }
            guard let object = value.objectValue else { throw Self.mismatch(name, "an object", value) }
            return object
        }

        func texts(_ names: String...) throws(Problem) -> [String]? {
            guard let (name, value) = value(names) else { return nil }
            guard let elements = value.arrayValue else { throw Self.mismatch(name, "a list of texts", value) }
            return elements.compactMap(\.stringValue)
        }

        func truth(_ names: String...) throws(Problem) -> Bool {
            guard let (name, value) = value(names) else { return false }
            guard let truth = value.boolValue else { throw Self.mismatch(name, "true or false", value) }
            return truth
        }

        private static func mismatch(_ name: String, _ rule: String, _ value: JSON) -> Problem {
            .invalid(name, rule: rule, "\(name) must be \(rule), got \(value.kind).")
        }
    }
}
