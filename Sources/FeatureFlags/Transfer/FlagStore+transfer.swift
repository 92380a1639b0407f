extension FlagStore {
    public var writesImportsAtOnce: Bool { false }

    /// For stores that have no transaction: one step after the other.
    public func carryOut(_ steps: [ImportStep], by origin: ChangeOrigin) async throws(FlagStoreError) {
        var references = ImportReferences()
        for step in steps { try await carryOut(step, with: &references, by: origin) }
    }

    /// Makes one write of an import.
    /// - Parameter references: the numbers of what the steps before it made; gains that of what this one makes.
    public func carryOut(
        _ step: ImportStep, with references: inout ImportReferences, by origin: ChangeOrigin
    ) async throws(FlagStoreError) {
        switch step {
        case .createCohort(let placeholder, let cohort):
            let created = try await createCohort(references.resolved(cohort), by: origin)
            references.setCohort(placeholder, created.id)
        case .updateCohort(let cohort):
            _ = try await updateCohort(references.resolved(cohort), expectedVersion: cohort.version, by: origin)
        case .createFlag(let placeholder, let draft):
            let created = try await create(references.resolved(draft), by: origin)
            references.setFlag(placeholder, created.id)
        case .updateFlag(let expectedVersion, let draft):
            let draft = references.resolved(draft)
            _ = try await update(
                key: draft.key, expectedVersion: expectedVersion, with: FlagPatch(replacingWith: draft), by: origin)
        }
    }
}
