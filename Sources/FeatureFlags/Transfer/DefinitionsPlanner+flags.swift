import JSON

extension DefinitionsPlanner {
    mutating func planFlags() {
        let entries = file.flags
        var placeByID: [Int64: Int] = [:]
        var placeByKey: [String: Int] = [:]
        for (place, entry) in entries.enumerated() {
            if let id = entry.id, placeByID[id] == nil { placeByID[id] = place }
            if placeByKey[entry.name] == nil { placeByKey[entry.name] = place }
        }
        func target(meantBy property: FlagProperty) -> Int? {
            Int64(property.key).flatMap { placeByID[$0] } ?? placeByKey[property.key]
        }
        let references = entries.map { flag -> [Int] in
            guard case .success(let draft) = flag.draft else { return [] }
            return draft.filters.groups.flatMap(\.properties).filter { $0.type == .flag }.compactMap(target(meantBy:))
        }
        let order = ReferenceOrder(references)
        let malformedKeys = Set(malformed.map(\.key))
        for place in order.indices {
            let entry = entries[place]
            if placeByKey[entry.name] != place {
                plan.flags.refuse(entry.name, "key", "the file has this flag twice")
            } else if order.circular.contains(place) {
                plan.flags.refuse(entry.name, "filters.groups", "it asks for itself, perhaps through others")
            } else if malformedKeys.contains(entry.name) {
                plan.flags.refuse(
                    entry.name, "key", "the stored flag cannot be read; revert or delete it first")
            } else {
                switch entry.draft {
                case .failure(let problem): plan.flags.refuse(entry.name, [problem])
                case .success(let draft):
                    planFlag(draft) { property in target(meantBy: property).map { entries[$0].name } ?? property.key }
                }
            }
        }
    }

    /// Plans one flag.
    /// - Parameter key: the key of the flag that a property means.
    private mutating func planFlag(_ draft: FlagDraft, _ key: (FlagProperty) -> String) {
        var problems: [FlagProblem] = []
        var wanted = draft
        for (group, condition) in draft.filters.groups.enumerated() {
            for (index, property) in condition.properties.enumerated() {
                var property = property
                let path = "filters.groups[\(group)].properties[\(index)]"
                if property.type == .flag {
                    if let target = flagIndexByKey[key(property)] {
                        property.key = String(flags[target].id)
                    } else {
                        problems.append(
                            FlagProblem(
                                field: "\(path).key", rule: "a flag",
                                detail: "the flag \(key(property).quoted) is neither stored nor imported"))
                    }
                } else if let problem = translateCohort(&property) {
                    problems.append(
                        FlagProblem(field: "\(path).\(problem.field)", rule: problem.rule, detail: problem.detail))
                }
                wanted.filters.groups[group].properties[index] = property
            }
        }
        guard problems.isEmpty else { return plan.flags.refuse(draft.key, problems) }
        if let index = flagIndexByKey[wanted.key] { change(index, to: wanted) } else { create(wanted) }
    }

    private mutating func create(_ draft: FlagDraft) {
        let problems = validator.problems(with: draft)
        guard problems.isEmpty else { return plan.flags.refuse(draft.key, problems) }
        let placeholder = nextPlaceholder()
        flagIndexByKey[draft.key] = flags.count
        flags.append(draft.applied(to: FeatureFlag(id: placeholder, key: draft.key)))
        plan.flags.created.append(draft.key)
        plan.steps.append(.createFlag(placeholder: placeholder, draft))
    }

    private mutating func change(_ index: Int, to draft: FlagDraft) {
        let current = flags[index]
        let validator = validator
        let before = FlagDraft(current).normalized().mappingProperties { property in
            Self.normalizeCohortID(&property)
            if property.type == .flag, let target = validator.target(of: property) { property.key = String(target.id) }
        }
        guard !draft.isEquivalent(to: before) else { return plan.flags.unchanged.append(draft.key) }
        let problems = validator.problems(with: draft, changing: current)
        guard problems.isEmpty else { return plan.flags.refuse(draft.key, problems) }
        flags[index] = draft.applied(to: current)
        let diff = FlagDiff(
            from: shown(before).applied(to: current), to: shown(draft).applied(to: current))
        plan.flags.changed.append(ImportPlan.Change(name: draft.key, changes: diff.changes))
        plan.steps.append(.updateFlag(expectedVersion: current.version, draft))
    }

    /// The draft as people read it: flags by their keys, and cohorts that have no number yet by their names.
    private func shown(_ draft: FlagDraft) -> FlagDraft {
        let validator = validator
        return draft.mappingProperties { property in
            if property.type == .flag, let target = validator.target(of: property) { property.key = target.key }
            if let id = property.cohortID, id < 0, let cohort = cohorts.first(where: { $0.id == id }) {
                property.value = .string(cohort.name)
            }
        }
    }
}
