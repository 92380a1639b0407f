public import JSON

extension FlagDraft {
    /// Reads the settable members of a flag from a request; members PostHog only reads are ignored.
    /// - Throws: the first member of a wrong kind; a flag needs a `key`.
    public init(json: JSON) throws(FlagProblem) {
        guard json["key"]?.stringValue != nil else {
            throw FlagProblem(field: "key", rule: "required", detail: "a flag needs a key, as text")
        }
        let patch = try FlagPatch(json: json)
        self = try patch.applied(to: FlagDraft(key: patch.key ?? "", filters: FlagFilters()))
    }
}

extension FlagPatch {
    /// Reads the settable members that a request names; members PostHog only reads are ignored.
    /// - Throws: the first member of a wrong kind.
    public init(json: JSON) throws(FlagProblem) {
        var reader = try MemberReader(json, path: "")
        var filters: JSONObject = [:]
        if let value = reader.value("filters") {
            filters = try MemberReader(value, path: "filters").members
            _ = try FlagFilters(json: value)
        }
        self.init(
            key: try reader.text("key"),
            name: try reader.text("name"),
            filters: filters,
            active: try reader.bool("active"),
            archived: try reader.bool("archived"),
            tags: try reader.texts("tags"),
            evaluationRuntime: try reader.choice("evaluation_runtime"),
            evaluationContexts: try reader.evaluationContexts(),
            bucketingIdentifier: try reader.choice("bucketing_identifier"),
            ensureExperienceContinuity: try reader.bool("ensure_experience_continuity"),
            isRemoteConfiguration: try reader.bool("is_remote_configuration"),
            hasEncryptedPayloads: try reader.bool("has_encrypted_payloads"))
    }

    /// A draft with the changed members replaced.
    public func applied(to draft: FlagDraft) throws(FlagProblem) -> FlagDraft {
        var draft = draft
        if let key { draft.key = key }
        if let name { draft.name = name }
        draft.filters = try replacesFilters ? FlagFilters(json: .object(filters)) : draft.filters.merging(filters)
        if let active { draft.active = active }
        if let archived { draft.archived = archived }
        if let tags { draft.tags = tags }
        if let evaluationRuntime { draft.evaluationRuntime = evaluationRuntime }
        if let evaluationContexts { draft.evaluationContexts = evaluationContexts }
        if let bucketingIdentifier { draft.bucketingIdentifier = bucketingIdentifier }
        if let ensureExperienceContinuity { draft.ensureExperienceContinuity = ensureExperienceContinuity }
        if let isRemoteConfiguration { draft.isRemoteConfiguration = isRemoteConfiguration }
        if let hasEncryptedPayloads { draft.hasEncryptedPayloads = hasEncryptedPayloads }
        return draft
    }
}

extension MemberReader {
    /// One of the values of an enumeration.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String
    ) throws(FlagProblem) -> Choice? where Choice.RawValue == String {
        guard let text = try text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw FlagProblem(
                field: path(of: name), rule: "one of \(allowed)", detail: "must be one of \(allowed), got \(text)")
        }
        return choice
    }
}
