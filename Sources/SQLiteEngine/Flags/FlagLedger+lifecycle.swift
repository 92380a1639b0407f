import FeatureFlags
import JSON

extension FlagLedger {
    func archive(key: String, expectedVersion: Int64?, by origin: ChangeOrigin) throws -> FeatureFlag {
        let current = try existing(key, expectedVersion: expectedVersion)
        guard !current.archived else { return current }
        var flag = current
        flag.archived = true
        flag.active = false
        return try save(.archived, flag, instead: current, by: origin)
    }

    func restore(key: String, expectedVersion: Int64?, by origin: ChangeOrigin) throws -> FeatureFlag {
        let current = try existing(key, expectedVersion: expectedVersion)
        guard current.archived else { return current }
        var flag = current
        flag.archived = false
        return try save(.restored, flag, instead: current, by: origin)
    }

    func delete(key: String, expectedVersion: Int64?, by origin: ChangeOrigin) throws {
        guard let row = try flags.row(key: key) else { throw FlagStoreError.notFound("flag \(key)") }
        switch row.content {
        case .flag:
            let current = try existing(key, expectedVersion: expectedVersion)
            let dependents = validator.dependents(of: current).map(\.key)
            guard dependents.isEmpty else {
                throw FlagStoreError.refused(
                    "flag \(key) cannot be deleted while other flags ask for it: "
                        + dependents.prefix(10).joined(separator: ", "))
            }
            var flag = current
            flag.deleted = true
            _ = try save(.deleted, flag, instead: current, by: origin)
        case .malformed(let flag):
            guard expectedVersion == nil || expectedVersion == row.version else {
                throw FlagStoreError.unreadable(flag)
            }
            let version = row.version &+ 1
            try flags.deleteMalformed(id: row.id, version: version)
            try history.add(
                .deleted, flagID: row.id, key: key, version: version,
                FlagDiff(changes: [FieldChange(path: "deleted", old: false, new: true)]),
                definition: flag.source.serialized(), by: origin)
            try audit(.deleted, ofFlag: key, by: origin)
            catalog.malformed.removeAll { $0.id == row.id }
        }
    }

    /// Notes in the stored definition of a flag that cannot be read whether it is archived, and nothing else.
    func setArchived(
        _ isArchived: Bool, ofMalformed key: String, expectedVersion: Int64?, by origin: ChangeOrigin
    ) throws -> AnyFlag {
        guard let row = try flags.row(key: key) else { throw FlagStoreError.notFound("flag \(key)") }
        guard case .malformed(let flag) = row.content else {
            throw FlagStoreError.unavailable("flag \(key) can be read by now", retryAfterSeconds: 1)
        }
        guard expectedVersion == nil || expectedVersion == row.version else { throw FlagStoreError.unreadable(flag) }
        guard flag.isArchived != isArchived else { return .malformed(flag) }
        guard case .object(var members) = flag.source else {
            throw FlagStoreError.refused(
                "flag \(key) is stored as something that is no JSON object, so nothing can be noted in it; "
                    + "replace it, revert it to an earlier version or delete it")
        }
        var changes = [FieldChange(path: "archived", old: members["archived"], new: .bool(isArchived))]
        if members["active"] != false {
            changes.append(FieldChange(path: "active", old: members["active"], new: false))
        }
        members["archived"] = .bool(isArchived)
        members["active"] = false
        let definition = JSON.object(members).serialized()
        let version = row.version &+ 1
        try flags.updateMalformed(id: row.id, version: version, definition: definition)
        let action: FlagChange.Action = isArchived ? .archived : .restored
        try history.add(
            action, flagID: row.id, key: key, version: version, FlagDiff(changes: changes), definition: definition,
            by: origin)
        try audit(action, ofFlag: key, by: origin)
        switch try flags.row(key: key)?.content {
        case .flag(let mended)?:
            catalog.put(mended)
            return .readable(mended)
        case .malformed(let changed)?:
            if let index = catalog.malformed.firstIndex(where: { $0.id == row.id }) {
                catalog.malformed[index] = changed
            }
            return .malformed(changed)
        case nil: throw FlagStoreError.notFound("flag \(key)")
        }
    }

    /// Gives a flag that cannot be read a new definition. What the change does not name has its default; who made the
    /// flag, and when, stays as far as that can be read.
    func mend(
        _ unreadable: MalformedFlag, of row: FlagTable.Row, expectedVersion: Int64?, with patch: FlagPatch,
        by origin: ChangeOrigin
    ) throws -> FeatureFlag {
        guard expectedVersion == nil || expectedVersion == row.version else {
            throw FlagStoreError.unreadable(unreadable)
        }
        let draft: FlagDraft
        do throws(FlagProblem) {
            draft = try patch.applied(to: FlagDraft(key: row.key)).normalized()
        } catch {
            throw FlagStoreError.invalid([error])
        }
        var blank = FeatureFlag(id: row.id, key: row.key, createdAt: origin.time, updatedAt: origin.time)
        if let createdAt = unreadable.source["created_at"],
            let maker = try? FeatureFlag(
                json: [
                    "id": .integer(row.id), "key": .string(row.key), "created_at": createdAt,
                    "created_by": unreadable.source["created_by"] ?? .null,
                ]), !createdAt.isNull
        {
            blank.createdAt = maker.createdAt
            blank.createdBy = maker.createdBy
        }
        blank.version = row.version
        try check(draft, changing: blank)
        return try save(.updated, draft.applied(to: blank), instead: blank, by: origin)
    }

    /// Also repairs a flag that cannot be read, since its earlier versions can.
    func revert(
        key: String, to version: Int64, expectedVersion: Int64?, by origin: ChangeOrigin
    ) throws -> FeatureFlag {
        guard let row = try flags.row(key: key) else { throw FlagStoreError.notFound("flag \(key)") }
        guard let earlier = try history.flag(id: row.id, version: version) else {
            throw FlagStoreError.notFound("version \(version) of flag \(key)")
        }
        let target: FeatureFlag
        switch earlier {
        case .success(let flag): target = flag
        case .failure(let problem):
            throw FlagStoreError.refused("version \(version) of flag \(key) cannot be read: \(problem.detail)")
        }
        var current = target
        switch row.content {
        case .flag: current = try existing(key, expectedVersion: expectedVersion)
        case .malformed(let flag):
            guard expectedVersion == nil || expectedVersion == row.version else {
                throw FlagStoreError.unreadable(flag)
            }
            current.version = row.version
        }
        let draft = FlagDraft(target).normalized()
        try check(draft, changing: current)
        var flag = draft.applied(to: current)
        flag.unknownMembers = target.unknownMembers
        if case .flag = row.content, flag == current { return current }
        return try save(.reverted, flag, instead: current, by: origin)
    }
}
