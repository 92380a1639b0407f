import Analytics
public import JSON

extension FeatureFlag {
    /// Reads a flag as PostHog's API, its definitions and ``json`` write it.
    ///
    /// Missing members get their defaults and unknown ones are kept, so flags of older and newer servers can be read.
    /// - Throws: the first member of a wrong kind; a flag needs `id` and `key`.
    public init(json: JSON) throws(FlagProblem) {
        var reader = try MemberReader(json, path: "")
        guard let id = try reader.integer("id") else {
            throw FlagProblem(field: "id", rule: "required", detail: "a flag needs an id")
        }
        guard let key = try reader.text("key") else {
            throw FlagProblem(field: "key", rule: "required", detail: "a flag needs a key")
        }
        self.init(
            id: id, key: key,
            name: try reader.text("name") ?? "",
            filters: try reader.value("filters").map { (json) throws(FlagProblem) in
                try FlagFilters(json: json)
            } ?? FlagFilters(),
            active: try reader.bool("active") ?? true,
            archived: try reader.bool("archived") ?? false,
            deleted: try reader.bool("deleted") ?? false,
            version: try reader.integer("version") ?? 1,
            tags: try reader.texts("tags") ?? [],
            evaluationRuntime: try reader.text("evaluation_runtime").flatMap(EvaluationRuntime.init) ?? .all,
            evaluationContexts: try reader.evaluationContexts() ?? [],
            bucketingIdentifier: try reader.text("bucketing_identifier").flatMap(BucketingIdentifier.init)
                ?? .distinctID,
            ensureExperienceContinuity: try reader.bool("ensure_experience_continuity") ?? false,
            isRemoteConfiguration: try reader.bool("is_remote_configuration") ?? false,
            hasEncryptedPayloads: try reader.bool("has_encrypted_payloads") ?? false,
            createdAt: try reader.time("created_at") ?? Timestamp(microseconds: 0),
            updatedAt: try reader.time("updated_at") ?? Timestamp(microseconds: 0),
            createdBy: reader.value("created_by").flatMap(FlagActor.init(json:)),
            lastModifiedBy: reader.value("last_modified_by").flatMap(FlagActor.init(json:)),
            lastCalledAt: try reader.time("last_called_at"))
        unknownMembers = reader.members
    }

    /// The flag as PostHog's CRUD API writes it (PostHog API facts §7.2).
    public var json: JSON {
        var members: JSONObject = [
            "id": .integer(id), "key": .string(key), "name": .string(name), "filters": filters.json,
            "active": .bool(active), "archived": .bool(archived), "deleted": .bool(deleted),
            "version": .integer(version), "tags": .array(tags.map(JSON.string)),
        ]
        members["evaluation_runtime"] = .string(evaluationRuntime.rawValue)
        members["evaluation_contexts"] = .array(evaluationContexts.map(JSON.string))
        members["bucketing_identifier"] = .string(bucketingIdentifier.rawValue)
        members["ensure_experience_continuity"] = .bool(ensureExperienceContinuity)
        members["is_remote_configuration"] = .bool(isRemoteConfiguration)
        members["has_encrypted_payloads"] = .bool(hasEncryptedPayloads)
        members["created_at"] = .string(createdAt.description)
        members["updated_at"] = .string(updatedAt.description)
        members["created_by"] = createdBy?.json ?? .null
        members["last_modified_by"] = lastModifiedBy?.json ?? .null
        members["last_called_at"] = JSON(optional: lastCalledAt?.description)
        members.merge(unknownMembers) { known, _ in known }
        return .object(members)
    }

    /// Reads many flags; one that cannot be read is kept aside with its problem and the others are read.
    public static func read(_ values: [JSON]) -> (flags: [FeatureFlag], malformed: [MalformedFlag]) {
        var flags: [FeatureFlag] = []
        var malformed: [MalformedFlag] = []
        for value in values {
            do throws(FlagProblem) {
                flags.append(try FeatureFlag(json: value))
            } catch {
                malformed.append(
                    MalformedFlag(
                        key: value["key"]?.stringValue ?? "", id: value["id"]?.int64Value,
                        version: value["version"]?.int64Value, problem: error, source: value))
            }
        }
        return (flags, malformed)
    }
}

extension MemberReader {
    /// `evaluation_contexts`, or the older name `evaluation_tags`.
    mutating func evaluationContexts() throws(FlagProblem) -> [String]? {
        let older = try texts("evaluation_tags")
        return try texts("evaluation_contexts") ?? older
    }
}
