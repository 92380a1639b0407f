import FeatureFlags
import JSON

/// The members of a request that writes a flag (PostHog API facts §7.3, §7.6).
struct FlagFields {
    private let idByKey: [String: Int64]
    private let ids: Set<Int64>

    /// - Parameter flags: the flags that filters may name by key.
    init(flags: [FeatureFlag]) {
        idByKey = Dictionary(flags.map { ($0.key, $0.id) }) { first, _ in first }
        ids = Set(flags.map(\.id))
    }

    /// Everything a new flag is made of.
    func creation(_ draft: FlagDraft) -> JSONObject {
        members(prepared(draft))
    }

    /// Only what differs: PostHog merges the members of `filters` it gets into the stored ones, so one that is to go
    /// must be named with an empty value.
    func change(from old: FlagDraft, to new: FlagDraft) -> JSONObject {
        let before = members(prepared(old))
        let after = members(prepared(new))
        var change: JSONObject = [:]
        for (name, value) in after where name != "filters" && before[name] != value { change[name] = value }
        let oldFilters = before["filters"]?.objectValue ?? [:]
        let newFilters = after["filters"]?.objectValue ?? [:]
        var filters: JSONObject = [:]
        for (name, value) in newFilters where oldFilters[name] != value { filters[name] = value }
        for (name, value) in oldFilters where newFilters[name] == nil { filters[name] = Self.nothing(instead: value) }
        if !filters.isEmpty { change["filters"] = .object(filters) }
        return change
    }

    /// What PostHog takes as "remove this".
    private static func nothing(instead value: JSON) -> JSON {
        switch value {
        case .bool: false
        case .array: []
        default: .null
        }
    }

    private func prepared(_ draft: FlagDraft) -> FlagDraft {
        var draft = draft
        for group in draft.filters.groups.indices {
            for place in draft.filters.groups[group].properties.indices {
                draft.filters.groups[group].properties[place].nameFlagForWriting(idByKey, ids: ids)
            }
        }
        return draft
    }

    private func members(_ draft: FlagDraft) -> JSONObject {
        [
            "key": .string(draft.key), "name": .string(draft.name), "filters": draft.filters.json,
            "active": .bool(draft.active), "archived": .bool(draft.archived),
            "tags": .array(draft.tagsAsKept.map(JSON.string)),
            "evaluation_runtime": .string(draft.evaluationRuntime.rawValue),
            "evaluation_contexts": .array(draft.evaluationContexts.map(JSON.string)),
            "bucketing_identifier": .string(draft.bucketingIdentifier.rawValue),
            "ensure_experience_continuity": .bool(draft.ensureExperienceContinuity),
            "is_remote_configuration": .bool(draft.isRemoteConfiguration),
            "has_encrypted_payloads": .bool(draft.hasEncryptedPayloads),
        ]
    }
}
