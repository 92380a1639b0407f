extension FlagStore {
    /// Replaces name, description and definition of a cohort, whatever version it is at.
    public func updateCohort(_ cohort: Cohort, by origin: ChangeOrigin) async throws(FlagStoreError) -> Cohort {
        try await updateCohort(cohort, expectedVersion: nil, by: origin)
    }

    /// Deletes a cohort, whatever version it is at.
    public func deleteCohort(id: Int64, by origin: ChangeOrigin) async throws(FlagStoreError) {
        try await deleteCohort(id: id, expectedVersion: nil, by: origin)
    }
}
