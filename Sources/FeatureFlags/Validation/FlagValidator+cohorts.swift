import JSON

extension FlagValidator {
    /// Everything that is wrong with a cohort; empty when it may be stored.
    /// - Parameter isNew: whether the cohort has no id yet.
    public func problems(with cohort: Cohort, isNew: Bool) -> [FlagProblem] {
        var problems = ProblemList()
        if cohort.name.isEmpty || cohort.name.unicodeScalars.count > Self.maximumKeyLength {
            problems.add("name", "length 1...\(Self.maximumKeyLength)", "a cohort's name has 1 to 400 letters")
        }
        guard !cohort.isStatic else { return problems.all }
        if cohort.definition.json.serialized().count > Self.maximumFilterBytes {
            problems.add("filters", "size <= 512 KiB", "a cohort's filters take at most 524288 bytes")
            return problems.all
        }
        check(cohort.definition, path: "filters.properties", depth: 1, &problems)
        guard problems.all.isEmpty else { return problems.all }
        var others = cohorts.filter { isNew || $0.id != cohort.id }
        var candidate = cohort
        // An id that no stored cohort has, so that nothing can refer to the new one yet.
        if isNew { candidate.id = -1 }
        others.append(candidate)
        let unreadable = malformedCohorts.filter { $0.id != candidate.id }
        let compiled = CohortCompiler(others, malformed: unreadable, .legacy).compiled
        if let problem = compiled.first(where: { $0.id == candidate.id })?.problem {
            problems.add("filters.properties", "no cycle", problem)
        }
        return problems.all
    }

    /// The cohorts that refer to a cohort, and the flags that do.
    public func users(ofCohort id: Int64) -> (cohorts: [Cohort], flags: [FeatureFlag]) {
        (
            cohorts.filter { !$0.isStatic && CohortCompiler.references(of: $0.definition).contains(id) },
            flags.filter { $0.filters.groups.contains { $0.properties.contains { $0.cohortID == id } } }
        )
    }

    private func check(_ group: CohortGroup, path: String, depth: Int, _ problems: inout ProblemList) {
        guard depth <= CohortGroup.maximumDepth else {
            problems.add(path, "depth <= \(CohortGroup.maximumDepth)", "groups are nested too deeply")
            return
        }
        for (index, value) in group.values.enumerated() {
            let path = "\(path).values[\(index)]"
            switch value {
            case .group(let group): check(group, path: path, depth: depth + 1, &problems)
            case .property(let property):
                if ![.person, .personMetadata, .cohort].contains(property.type) {
                    problems.add("\(path).type", "person or cohort", "a cohort looks at persons and other cohorts only")
                } else {
                    check(property, path: path, &problems)
                }
            }
        }
    }
}
