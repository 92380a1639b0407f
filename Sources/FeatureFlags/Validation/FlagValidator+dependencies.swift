extension FlagValidator {
    /// Refuses a draft that would depend on itself, directly or through others.
    func checkDependencies(_ draft: FlagDraft, changing current: FeatureFlag?, _ problems: inout ProblemList) {
        guard let current else { return }
        for (index, group) in draft.filters.groups.enumerated() {
            for (place, property) in group.properties.enumerated() where property.type == .flag {
                guard let target = target(of: property), reaches(current.id, from: target) else { continue }
                problems.add(
                    "filters.groups[\(index)].properties[\(place)].key", "no cycle",
                    "flag \(target.key) depends on \(current.key) already")
            }
        }
    }

    /// Whether a flag is, or depends on, the flag with an id.
    private func reaches(_ id: Int64, from start: FeatureFlag) -> Bool {
        var seen: Set<Int64> = []
        var open = [start]
        while let flag = open.popLast() {
            if flag.id == id { return true }
            guard seen.insert(flag.id).inserted else { continue }
            for property in flag.filters.groups.flatMap(\.properties) where property.type == .flag {
                if let target = target(of: property) { open.append(target) }
            }
        }
        return false
    }
}
