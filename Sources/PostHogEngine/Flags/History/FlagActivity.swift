import Analytics
import FeatureFlags
import JSON

/// One entry of PostHog's activity log of a flag.
struct FlagActivity: Sendable, Equatable {
    /// `created`, `updated`, `deleted`…
    let activity: String
    let actor: FlagActor
    let time: Timestamp
    /// The changed members, each as it was and as it is; nil where there was, or is, none.
    let changes: [Change]

    struct Change: Sendable, Equatable {
        let field: String
        let before: JSON?
        let after: JSON?
    }

    /// Nil for an entry that tells neither what happened nor when.
    init?(_ json: JSON) {
        guard let activity = json["activity"]?.stringValue,
            let time = json["created_at"]?.stringValue.flatMap(Timestamp.init(iso8601:))
        else { return nil }
        self.activity = activity
        self.time = time
        actor = Self.actor(json["user"])
        changes = (json["detail"]?["changes"]?.arrayValue ?? []).compactMap { change in
            change["field"]?.stringValue.map { field in
                Change(field: field, before: Self.value(change["before"]), after: Self.value(change["after"]))
            }
        }
    }

    private static func value(_ json: JSON?) -> JSON? {
        json.flatMap { $0.isNull ? JSON?.none : $0 }
    }

    /// PostHog tells no user for what it did itself.
    private static func actor(_ user: JSON?) -> FlagActor {
        guard let user, !user.isNull else { return FlagActor(name: "PostHog") }
        let names = ["first_name", "last_name"].compactMap { user[$0]?.stringValue }.filter { !$0.isEmpty }
        let email = user["email"]?.stringValue
        return FlagActor(
            id: user["id"]?.int64Value, name: names.isEmpty ? email ?? "PostHog" : names.joined(separator: " "),
            email: email)
    }

    /// The version the change made, when the entry tells.
    var version: Int64? {
        changes.first { $0.field == "version" }.flatMap { $0.after?.int64Value }
    }

    var action: FlagChange.Action {
        func becomes(_ field: String, _ value: Bool) -> Bool {
            changes.contains { $0.field == field && $0.after == .bool(value) && $0.before != .bool(value) }
        }
        switch activity {
        case "created": return .created
        case "deleted": return .deleted
        case "restored": return .restored
        default:
            if becomes("deleted", true) { return .deleted }
            if becomes("archived", true) { return .archived }
            if becomes("deleted", false) || becomes("archived", false) { return .restored }
            return .updated
        }
    }

    /// What the change did, field by field.
    func diff(flagID: Int64, key: String) -> FlagDiff {
        let members = changes.filter { $0.field != "version" }
        func flag(_ value: (Change) -> JSON?) -> FeatureFlag? {
            var json: JSONObject = ["id": .integer(flagID), "key": .string(key)]
            for change in members { if let value = value(change) { json[change.field] = value } }
            return try? FeatureFlag(posthog: .object(json))
        }
        if activity == "created" { return FlagDiff(from: nil, to: flag(\.after)) }
        guard let before = flag(\.before), let after = flag(\.after) else {
            return FlagDiff(
                changes: members.map { FieldChange(path: $0.field, old: $0.before, new: $0.after) })
        }
        return FlagDiff(from: before, to: after)
    }
}
