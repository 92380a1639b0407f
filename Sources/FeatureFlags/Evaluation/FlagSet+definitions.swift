public import JSON

extension FlagSet {
    /// The answer of `GET /flags/definitions` for SDKs that evaluate locally (PostHog API facts §8).
    ///
    /// Filters on other flags name them by key and carry the chain in which to evaluate; every condition set states
    /// its aggregation; dynamic cohorts are included, remote configuration is not.
    public func definitions(teamID: Int64) -> JSON {
        var mapping: JSONObject = [:]
        for (index, name) in groupTypes.nameByIndex.sorted(by: { $0.key < $1.key }) {
            mapping[String(index)] = .string(name)
        }
        var trees: JSONObject = [:]
        for cohort in cohorts where !cohort.isStatic { trees[String(cohort.id)] = cohort.definition.json }
        var members: JSONObject = [
            "flags": .array(
                flags.filter { !$0.isRemoteConfiguration }.map { definition($0, teamID: teamID) }),
            "group_type_mapping": .object(mapping), "cohorts": .object(trees),
        ]
        if matching == .explicit { members["property_matching_version"] = .integer(Int64(matching.rawValue)) }
        return .object(members)
    }

    private func definition(_ stored: FeatureFlag, teamID: Int64) -> JSON {
        var flag = stored
        for index in flag.filters.groups.indices {
            let aggregation = flag.filters.groups[index].aggregation
            let groupTypeIndex = aggregation.groupTypeIndex(flagLevel: flag.filters.aggregationGroupTypeIndex)
            flag.filters.groups[index].aggregation = groupTypeIndex.map(ConditionAggregation.group) ?? .person
            for place in flag.filters.groups[index].properties.indices {
                resolve(&flag.filters.groups[index].properties[place])
            }
        }
        return [
            "id": .integer(flag.id), "team_id": .integer(teamID), "name": .string(flag.name), "key": .string(flag.key),
            "active": .bool(flag.active), "deleted": .bool(flag.deleted), "filters": flag.filters.json,
            "ensure_experience_continuity": .bool(flag.ensureExperienceContinuity), "version": .integer(flag.version),
            "evaluation_runtime": .string(flag.evaluationRuntime.rawValue),
            "bucketing_identifier": .string(flag.bucketingIdentifier.rawValue),
            "evaluation_contexts": .array(flag.evaluationContexts.map(JSON.string)),
            "has_experiment": .bool(flag.unknownMembers["experiment_set"]?.arrayValue?.isEmpty == false),
        ]
    }

    /// Names another flag by its key and adds the chain; a missing flag and a cycle have the empty chain.
    private func resolve(_ property: inout FlagProperty) {
        guard property.type == .flag else { return }
        let target = index(ofFlag: property)
        if let target { property.key = flags[target].key }
        var keys: [JSON] = []
        if let target, !plan.flags[target].lacksDependency {
            keys = chain(to: target).map { .string(flags[$0].key) }
        }
        property.unknownMembers["dependency_chain"] = .array(keys)
    }

    /// Everything a flag asks for, directly or not, each after what it asks for itself; the flag is the last.
    private func chain(to target: Int) -> [Int] {
        var chain: [Int] = []
        var done: Set<Int> = []
        var open = [target]
        while let next = open.last {
            let missing = done.contains(next) ? [] : plan.dependencies(of: next).filter { !done.contains($0) }
            guard missing.isEmpty else {
                open += missing
                continue
            }
            open.removeLast()
            if done.insert(next).inserted { chain.append(next) }
        }
        return chain
    }
}
