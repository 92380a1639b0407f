/// Whether the groups of persons are read with them.
enum GroupInclusion: Sendable, CaseIterable {
    case withGroups
    case withoutGroups
}
