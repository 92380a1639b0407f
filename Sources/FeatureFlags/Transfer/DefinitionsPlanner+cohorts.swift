import JSON

extension DefinitionsPlanner {
    mutating func planCohorts() {
        let entries = file.cohorts
        let targets = CohortPairing(entries.map { ($0.name, $0.id) }, with: cohorts).targets
        var placeByID: [Int64: Int] = [:]
        for (place, entry) in entries.enumerated() {
            if let id = entry.id, placeByID[id] == nil { placeByID[id] = place }
        }
        let references = entries.map { entry -> [Int] in
            guard case .success(let cohort) = entry.cohort, !cohort.isStatic else { return [] }
            return CohortCompiler.references(of: cohort.definition).compactMap { $0.flatMap { placeByID[$0] } }
        }
        let order = ReferenceOrder(references)
        for place in order.indices {
            let entry = entries[place]
            let id: Int64?
            if let fileID = entry.id, placeByID[fileID] != place {
                plan.cohorts.refuse(entry.name, "id", "another cohort of the file has the id \(fileID)")
                continue
            } else if order.circular.contains(place) {
                plan.cohorts.refuse(entry.name, "filters.properties", "it refers to itself, perhaps through others")
                id = nil
            } else {
                id = self.place(entry, targets[place])
            }
            if let fileID = entry.id {
                cohortTargets[fileID] = id.map(CohortTarget.id) ?? .refused(entry.name)
                plan.cohortIDs[fileID] = id
            }
        }
    }

    /// Plans one cohort.
    /// - Returns: its number or placeholder; nil when it is refused.
    private mutating func place(_ entry: DefinitionsFile.CohortEntry, _ target: CohortPairing.Target) -> Int64? {
        var wanted: Cohort
        switch entry.cohort {
        case .success(let cohort): wanted = cohort
        case .failure(let problem):
            plan.cohorts.refuse(entry.name, [problem])
            return nil
        }
        var problems: [FlagProblem] = []
        wanted = wanted.mappingProperties { property in
            if let problem = translateCohort(&property) {
                problems.append(
                    FlagProblem(field: "filters.properties", rule: problem.rule, detail: problem.detail))
            }
        }
        guard problems.isEmpty else {
            plan.cohorts.refuse(entry.name, problems)
            return nil
        }
        switch target {
        case .ambiguous:
            plan.cohorts.refuse(entry.name, "name", "more cohorts are called so here than in the file")
            return nil
        case .new where malformedCohorts.contains { $0.name == wanted.name }:
            plan.cohorts.refuse(entry.name, "name", "the stored cohort cannot be read; replace or delete it first")
            return nil
        case .new:
            wanted.id = nextPlaceholder()
            guard isValid(wanted) else { return nil }
            cohorts.append(wanted)
            plan.cohorts.created.append(wanted.name)
            plan.steps.append(.createCohort(placeholder: wanted.id, wanted))
            return wanted.id
        case .stored(let index):
            return change(index, to: wanted)
        }
    }

    private mutating func change(_ index: Int, to wanted: Cohort) -> Int64? {
        let current = cohorts[index]
        guard current.isStatic == wanted.isStatic else {
            plan.cohorts.refuse(
                wanted.name, "is_static",
                "the stored cohort is \(current.isStatic ? "static" : "not static"), which cannot be changed")
            return nil
        }
        var changed = current
        changed.description = wanted.description
        if !current.isStatic { changed.definition = wanted.definition }
        let before = current.mappingProperties(Self.normalizeCohortID)
        guard changed.description != before.description || changed.definition != before.definition else {
            plan.cohorts.unchanged.append(wanted.name)
            return current.id
        }
        guard isValid(changed) else { return nil }
        cohorts[index] = changed
        plan.cohorts.changed.append(
            ImportPlan.Change(name: wanted.name, changes: Self.differences(from: before, to: changed)))
        plan.steps.append(.updateCohort(changed))
        return current.id
    }

    private mutating func isValid(_ cohort: Cohort) -> Bool {
        let problems = validator.problems(with: cohort, isNew: false)
        plan.cohorts.refuse(cohort.name, problems)
        return problems.isEmpty
    }

    private static func differences(from old: Cohort, to new: Cohort) -> [FieldChange] {
        var changes: [FieldChange] = []
        if old.description != new.description {
            changes.append(
                FieldChange(path: "description", old: .string(old.description), new: .string(new.description)))
        }
        if old.definition != new.definition {
            changes.append(
                FieldChange(path: "filters.properties", old: old.definition.json, new: new.definition.json))
        }
        return changes
    }

    /// A cohort's number is one whether it is written as a number or as text.
    static func normalizeCohortID(_ property: inout FlagProperty) {
        if let id = property.cohortID { property.value = .integer(id) }
    }

    /// Puts the number a cohort has here in the place of the one it has in the file.
    /// - Returns: why that cannot be done.
    func translateCohort(_ property: inout FlagProperty) -> FlagProblem? {
        guard let id = property.cohortID else { return nil }
        switch cohortTargets[id] {
        case .id(let target):
            property.value = .integer(target)
            return nil
        case .refused(let name):
            return FlagProblem(
                field: "value", rule: "imported", detail: "the cohort \(name.quoted) of the file is refused")
        case nil:
            return FlagProblem(
                field: "value", rule: "in the file",
                detail: "cohort \(id) is not in the file, and numbers mean nothing in another store")
        }
    }
}
