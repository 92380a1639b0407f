/// One write of an import.
///
/// What does not exist yet has a placeholder for its number, which is negative; later steps refer to it by that.
public enum ImportStep: Sendable, Equatable {
    case createCohort(placeholder: Int64, Cohort)
    /// The cohort's own version is the one the change was made against.
    case updateCohort(Cohort)
    case createFlag(placeholder: Int64, FlagDraft)
    /// - Parameter expectedVersion: the version the change was made against.
    case updateFlag(expectedVersion: Int64, FlagDraft)
}
