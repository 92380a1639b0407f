import JSON

/// The numbers that flags and cohorts made by an import got in place of their placeholders.
public struct ImportReferences: Sendable {
    private var flags: [Int64: Int64] = [:]
    private var cohorts: [Int64: Int64] = [:]

    public init() {}

    public mutating func setFlag(_ placeholder: Int64, _ id: Int64) { flags[placeholder] = id }
    public mutating func setCohort(_ placeholder: Int64, _ id: Int64) { cohorts[placeholder] = id }

    /// The number of a cohort; nil for a placeholder of one that was not made.
    public func cohort(_ id: Int64) -> Int64? { id < 0 ? cohorts[id] : id }

    /// The draft with the numbers that its flags and cohorts have got.
    public func resolved(_ draft: FlagDraft) -> FlagDraft {
        draft.mappingProperties { property in
            if property.type == .flag, let id = Int64(property.key).flatMap({ flags[$0] }) { property.key = String(id) }
            if let id = property.cohortID.flatMap({ cohorts[$0] }) { property.value = .integer(id) }
        }
    }

    /// The cohort with the numbers that the cohorts it refers to have got.
    public func resolved(_ cohort: Cohort) -> Cohort {
        cohort.mappingProperties { property in
            if let id = property.cohortID.flatMap({ cohorts[$0] }) { property.value = .integer(id) }
        }
    }
}

extension FlagDraft {
    /// The draft with every property of its condition sets changed.
    func mappingProperties(_ change: (inout FlagProperty) -> Void) -> FlagDraft {
        var draft = self
        for group in draft.filters.groups.indices {
            for index in draft.filters.groups[group].properties.indices {
                change(&draft.filters.groups[group].properties[index])
            }
        }
        return draft
    }
}

extension Cohort {
    /// The cohort with every property of its definition changed.
    func mappingProperties(_ change: (inout FlagProperty) -> Void) -> Cohort {
        var cohort = self
        cohort.definition = definition.mappingProperties(change)
        return cohort
    }
}

extension CohortGroup {
    /// Nests at most ``maximumDepth`` deep.
    fileprivate func mappingProperties(_ change: (inout FlagProperty) -> Void) -> CohortGroup {
        CohortGroup(
            junction,
            values.map { value in
                switch value {
                case .group(let group): return .group(group.mappingProperties(change))
                case .property(var property):
                    change(&property)
                    return .property(property)
                }
            })
    }
}
