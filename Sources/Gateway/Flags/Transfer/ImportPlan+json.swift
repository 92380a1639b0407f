import FeatureFlags
import JSON

extension ImportPlan {
    /// The plan as the import answers it: what becomes of the flags, and in `cohorts` of the cohorts.
    var members: [(String, JSON)] {
        flags.members(named: "key") + [
            ("missing", .array(missing.map(JSON.string))),
            ("cohorts", .object(JSONObject(cohorts.members(named: "name")) { first, _ in first })),
        ]
    }
}

extension ImportPlan.Part {
    /// - Parameter name: what an entry is named by.
    fileprivate func members(named name: String) -> [(String, JSON)] {
        [
            ("created", .array(created.map { [name: .string($0)] })),
            (
                "changed",
                .array(
                    changed.map { change in
                        [name: .string(change.name), "diff": .array(change.changes.map(\.fieldJSON))]
                    })
            ),
            ("unchanged", .array(unchanged.map(JSON.string))),
            (
                "refused",
                .array(
                    refused.map {
                        [name: .string($0.name), "field": .string($0.field), "detail": .string($0.detail)]
                    })
            ),
        ]
    }
}

extension FieldChange {
    /// `{"field","old","new"}`, with `null` on the side where the field is absent.
    fileprivate var fieldJSON: JSON {
        ["field": .string(path), "old": old ?? .null, "new": new ?? .null]
    }
}
