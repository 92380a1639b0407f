import JSON

extension ImportPlan {
    /// What a manifest file comes to: flags the file has are made or changed as the manifest routes would (DESIGN §4.3
    /// and §4.4), and only where type, default or description differ.
    public init(_ file: ManifestFileReading, onto stored: FlagSet, settings: ManifestSettings) {
        self.init()
        for entry in file.refused {
            flags.refuse(
                entry.key,
                entry.problems.map { problem in
                    let prefix = "flags.\(entry.key)"
                    let field = problem.field.dropFirst(prefix.count).drop { $0 == "." }
                    return FlagProblem(
                        field: field.isEmpty ? "key" : String(field), rule: problem.code.rawValue,
                        detail: problem.message)
                })
        }
        let malformed = Set(stored.malformed.map(\.key))
        let validator = FlagValidator(stored)
        for flag in file.flags {
            do throws(ManifestError) {
                let key = try flag.storedKey
                guard !malformed.contains(key) else {
                    flags.refuse(flag.key, "key", "the stored flag cannot be read; revert or delete it first")
                    continue
                }
                try place(flag, stored[key], validator, settings)
            } catch {
                let failure = ManifestFailure(error)
                flags.refuse(
                    flag.key,
                    failure.problems.map { problem in
                        FlagProblem(
                            field: problem.field == "type" ? "flagType" : problem.field, rule: problem.code.rawValue,
                            detail: failure.status == 400 ? problem.message : "\(failure.message) \(problem.message)")
                    })
            }
        }
        let wanted = Set((file.flags.map(\.key) + file.refused.map(\.key)).map { Array($0.utf8) })
        let keys =
            stored.flags.filter { !$0.archived }.map(\.key) + stored.malformed.filter { !$0.isArchived }.map(\.key)
        missing = keys.map(ManifestKey.manifestKey(of:)).filter { !wanted.contains(Array($0.utf8)) }
    }

    private mutating func place(
        _ flag: ManifestFlag, _ stored: FeatureFlag?, _ validator: FlagValidator, _ settings: ManifestSettings
    ) throws(ManifestError) {
        guard let stored else {
            let draft = try flag.draft(settings: settings).normalized()
            guard isValid(draft, nil, flag.key, validator) else { return }
            flags.created.append(flag.key)
            steps.append(.createFlag(placeholder: -Int64(steps.count) - 1, draft))
            return
        }
        guard !stored.archived else { throw .archived(key: flag.key, .update) }
        let current = ManifestFlag(stored, settings: settings)
        let changes = flag.changes(from: current)
        guard !changes.isEmpty else { return flags.unchanged.append(flag.key) }
        let change = ManifestChange(
            type: ManifestTypeName(flag.type), description: flag.description, defaultValue: flag.defaultValue)
        let patch = try change.patch(for: stored, settings: settings)
        guard patch != FlagPatch() else { return flags.unchanged.append(flag.key) }
        let draft: FlagDraft
        do throws(FlagProblem) {
            draft = try patch.applied(to: FlagDraft(stored)).normalized()
        } catch {
            return flags.refuse(flag.key, [error])
        }
        guard isValid(draft, stored, flag.key, validator) else { return }
        flags.changed.append(Change(name: flag.key, changes: changes))
        steps.append(.updateFlag(expectedVersion: stored.version, draft))
    }

    private mutating func isValid(
        _ draft: FlagDraft, _ current: FeatureFlag?, _ key: String, _ validator: FlagValidator
    ) -> Bool {
        let problems = validator.problems(with: draft, changing: current)
        flags.refuse(key, problems)
        return problems.isEmpty
    }
}
