/// Compiles cohorts, the ones they refer to first.
struct CohortCompiler {
    /// The longest chain of cohorts that refer to each other.
    static let maximumChain = 16

    private(set) var compiled: [CompiledCohort] = []
    private(set) var indexByID: [Int64: Int] = [:]
    private let cohorts: [Cohort]
    private let malformed: [MalformedCohort]
    private let matching: PropertyMatching

    /// - Parameter malformed: cohorts that could not be read; they come after the others, each with its problem.
    init(_ cohorts: [Cohort], malformed: [MalformedCohort] = [], _ matching: PropertyMatching) {
        self.cohorts = cohorts
        self.malformed = malformed
        self.matching = matching
        for (index, cohort) in malformed.enumerated() { indexByID[cohort.id] = cohorts.count + index }
        for (index, cohort) in cohorts.enumerated() { indexByID[cohort.id] = index }
        let depths = chainLengths()
        compiled = cohorts.indices.map { index in
            let cohort = cohorts[index]
            guard !cohort.isStatic else { return CompiledCohort(id: cohort.id, root: nil, problem: nil) }
            guard let depth = depths[index] else {
                let reason =
                    unreadable(below: cohort).map(\.explanation)
                    ?? "cohort \(cohort.id) refers to itself, to a cohort that does not exist, or too deeply"
                return CompiledCohort(id: cohort.id, root: nil, problem: reason)
            }
            guard depth <= Self.maximumChain else {
                return CompiledCohort(
                    id: cohort.id, root: nil, problem: "cohorts refer to each other over more than \(Self.maximumChain)"
                )
            }
            return CompiledCohort(id: cohort.id, root: node(cohort.definition), problem: nil)
        }
        compiled += malformed.map { CompiledCohort(id: $0.id, root: nil, problem: $0.explanation) }
    }

    /// The first cohort that cannot be read among those a cohort refers to, directly or not.
    private func unreadable(below cohort: Cohort) -> MalformedCohort? {
        var open = [cohort]
        var seen: Set<Int64> = [cohort.id]
        while let next = open.popLast() {
            for id in Self.references(of: next.definition).compactMap(\.self) where seen.insert(id).inserted {
                guard let index = indexByID[id] else { continue }
                if index >= cohorts.count { return malformed[index - cohorts.count] }
                if !cohorts[index].isStatic { open.append(cohorts[index]) }
            }
        }
        return nil
    }

    /// The ids a definition refers to; nil stands for a malformed one.
    static func references(of group: CohortGroup) -> [Int64?] {
        var references: [Int64?] = []
        var open = [group]
        while let next = open.popLast() {
            for value in next.values {
                switch value {
                case .group(let group): open.append(group)
                case .property(let property) where property.type == .cohort: references.append(property.cohortID)
                case .property: break
                }
            }
        }
        return references
    }

    /// How many cohorts hang together below each one; nil where a reference leads nowhere or round in a circle.
    private func chainLengths() -> [Int?] {
        var lengths = [Int?](repeating: nil, count: cohorts.count)
        let targets = cohorts.map { cohort -> [Int]? in
            guard !cohort.isStatic else { return [] }
            let references = Self.references(of: cohort.definition).map { id in
                id.flatMap { indexByID[$0] }.flatMap { $0 < cohorts.count ? $0 : nil }
            }
            return references.contains { $0 == nil } ? nil : references.compactMap(\.self)
        }
        // Every round settles at least one cohort of the next length, so chains beyond the bound stay nil.
        for _ in 0...Self.maximumChain {
            var isSettled = true
            for index in cohorts.indices where lengths[index] == nil {
                guard let below = targets[index] else { continue }
                let depths = below.map { lengths[$0] }
                guard depths.allSatisfy({ $0 != nil }) else { continue }
                lengths[index] = (depths.compactMap(\.self).max() ?? 0) + 1
                isSettled = false
            }
            if isSettled { break }
        }
        return lengths
    }

    private func node(_ group: CohortGroup) -> CompiledCohort.Node {
        .group(group.junction, group.values.map(node))
    }

    private func node(_ value: CohortGroup.Value) -> CompiledCohort.Node {
        switch value {
        case .group(let group): return node(group)
        case .property(let property):
            let isNegated = property.negation ?? false
            if property.type == .cohort {
                guard let index = property.cohortID.flatMap({ indexByID[$0] }) else {
                    return .never(isNegated: isNegated)
                }
                return .cohort(index, isNegated: isNegated != (property.operator == .isNotIn))
            }
            guard let compiled = CompiledProperty.compile(property, flagLevel: nil, matching),
                property.type == .person || property.type == .personMetadata
            else { return .never(isNegated: isNegated) }
            return .property(compiled, isNegated: isNegated)
        }
    }
}
