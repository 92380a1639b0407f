public import JSON
internal import NIOHTTP1

extension PostHogClient {
    /// The flags of the project, oldest first. PostHog bills every call as a local evaluation: poll
    /// ``flagDefinitions(ifNoneMatch:token:)`` instead.
    public func flags(matching filter: PostHogFlagFilter = PostHogFlagFilter()) -> PostHogSequence<PostHogFlag> {
        // In the order of creation a new flag comes last and shifts none.
        offsetList(projectPath("feature_flags"), filter.parameters + [("order", "created_at")]) { String($0.id) }
    }

    /// A flag by its number; deleted ones too.
    public func flag(id: Int64) async throws(PostHogError) -> PostHogFlag {
        try await object(get(flagPath(id)))
    }

    /// A flag by its key, archived or not; nil when there is none.
    public func flag(key: String) async throws(PostHogError) -> PostHogFlag? {
        for archived in [false, true] {
            let filter = PostHogFlagFilter(key: key, archived: archived)
            // PostHog compares without case, so several may match.
            if let flag = try await flags(matching: filter).collect().first(where: { $0.key == key }) { return flag }
        }
        return nil
    }

    /// Creates a flag from `key`, `name` (the description), `filters`, `active`, `tags`… Throws `validation` with the
    /// field at fault, code `unique` when the key is taken.
    public func createFlag(_ fields: JSONObject) async throws(PostHogError) -> PostHogFlag {
        try await object(HTTPCall(.POST, projectPath("feature_flags"), isRepeatable: false).sending(.object(fields)))
    }

    /// Changes the given fields of a flag. The members of `filters` replace those of the stored filters one by one; to
    /// remove one, send it empty.
    ///
    /// With the `version` and the flag the change is based on (`originalFlag`), PostHog refuses with `conflict` when
    /// somebody changed the same fields meanwhile; both are needed for that. Such a call is never repeated after a lost
    /// connection, since a repetition would conflict with itself.
    public func updateFlag(
        id: Int64, patch: JSONObject, version: Int64? = nil, originalFlag: JSON? = nil
    ) async throws(PostHogError) -> PostHogFlag {
        var fields = patch
        if let version { fields["version"] = .integer(version) }
        if let originalFlag { fields["original_flag"] = originalFlag }
        return try await object(HTTPCall(.PATCH, flagPath(id), isRepeatable: false).sending(.object(fields)))
    }

    /// Deletes a flag: PostHog marks it and frees its key. Throws `validation` while something depends on it.
    public func deleteFlag(id: Int64) async throws(PostHogError) -> PostHogFlag {
        try await object(HTTPCall(.PATCH, flagPath(id), isRepeatable: true).sending(["deleted": true]))
    }

    /// Takes the deletion back.
    public func restoreFlag(id: Int64) async throws(PostHogError) -> PostHogFlag {
        try await object(HTTPCall(.PATCH, flagPath(id), isRepeatable: true).sending(["deleted": false]))
    }

    /// Turns a flag on.
    public func enableFlag(id: Int64) async throws(PostHogError) -> PostHogFlag { try await act("enable", on: id) }

    /// Turns a flag off.
    public func disableFlag(id: Int64) async throws(PostHogError) -> PostHogFlag { try await act("disable", on: id) }

    /// Archives a flag, which turns it off and hides it from lists.
    public func archiveFlag(id: Int64) async throws(PostHogError) -> PostHogFlag { try await act("archive", on: id) }

    /// Takes a flag out of the archive; it stays off.
    public func unarchiveFlag(id: Int64) async throws(PostHogError) -> PostHogFlag {
        try await act("unarchive", on: id)
    }

    /// The flag after the action; PostHog answers some actions without it, so it is asked for then.
    private func act(_ action: String, on id: Int64) async throws(PostHogError) -> PostHogFlag {
        let call = HTTPCall(.POST, flagPath(id, action), isRepeatable: true)
        let answer = try await send(call)
        if let json = try? JSON(parsing: answer.body), let flag = try? PostHogFlag(json: json) { return flag }
        return try await flag(id: id)
    }

    func flagPath(_ id: Int64, _ parts: String...) -> String {
        Self.path(["api", "projects", configuration.credentials.projectID, "feature_flags", String(id)] + parts)
    }
}
