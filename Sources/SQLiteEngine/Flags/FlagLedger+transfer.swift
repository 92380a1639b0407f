import FeatureFlags

extension FlagLedger {
    /// Makes the writes of an import; the savepoint around it takes all of them back when one is refused.
    func carryOut(_ steps: [ImportStep], by origin: ChangeOrigin) throws {
        var references = ImportReferences()
        for step in steps {
            switch step {
            case .createCohort(let placeholder, let cohort):
                references.setCohort(placeholder, try create(references.resolved(cohort), by: origin).id)
            case .updateCohort(let cohort):
                _ = try update(references.resolved(cohort), expectedVersion: cohort.version, by: origin)
            case .createFlag(let placeholder, let draft):
                references.setFlag(placeholder, try create(references.resolved(draft), by: origin).id)
            case .updateFlag(let expectedVersion, let draft):
                let draft = references.resolved(draft)
                _ = try update(
                    key: draft.key, expectedVersion: expectedVersion, with: FlagPatch(replacingWith: draft), by: origin)
            }
        }
    }
}
