extension FlagStore {
    public var writesImportsAtOnce: Bool { false }

    /// For stores that have no transaction: one step after the other.
    public func carryOut(_ steps: [ImportStep], by origin: ChangeOrigin) async throws(FlagStoreError) {
        var references = ImportReferences()
        for step in steps {
            switch step {
            case .createCohort(let placeholder, let cohort):
                let created = try await createCohort(references.resolved(cohort), by: origin)
                references.setCohort(placeholder, created.id)
            case .updateCohort(let cohort):
                _ = try await updateCohort(
                    references.resolved(cohort), expectedVersion: cohort.version, by: origin)
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
}
