/// A change of flags or cohorts, by the name the audit log has for it.
public enum AuditedAction: String, Sendable, Hashable, CaseIterable {
    case flagCreate = "flag.create"
    case flagUpdate = "flag.update"
    case flagArchive = "flag.archive"
    case flagRestore = "flag.restore"
    case flagDelete = "flag.delete"
    case flagRevert = "flag.revert"
    /// Any change that an imported file makes to a flag.
    case flagImport = "flag.import"
    case cohortCreate = "cohort.create"
    case cohortUpdate = "cohort.update"
    case cohortDelete = "cohort.delete"
    /// A change of the members of a static cohort.
    case cohortMembers = "cohort.members"

    /// The name of a change of a flag.
    public init(_ action: FlagChange.Action, by origin: ChangeOrigin) {
        guard !origin.isImport else {
            self = .flagImport
            return
        }
        self =
            switch action {
            case .created: .flagCreate
            case .updated: .flagUpdate
            case .archived: .flagArchive
            case .restored: .flagRestore
            case .deleted: .flagDelete
            case .reverted: .flagRevert
            }
    }
}
