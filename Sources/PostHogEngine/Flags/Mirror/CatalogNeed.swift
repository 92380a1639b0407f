import FeatureFlags
import JSON

/// What the catalogue lacks to go with the definitions: decides what to ask PostHog for.
struct CatalogNeed: Equatable {
    /// More flags than this are cheaper read as one list, although PostHog bills it.
    static let mostSingleFlags = 10

    /// Whether every flag must be listed.
    var isListNeeded: Bool
    /// Flags to read one by one, which PostHog does not bill.
    var flagIDs: [Int64] = []
    var areCohortsNeeded: Bool

    static let nothing = CatalogNeed(isListNeeded: false, areCohortsNeeded: false)

    private init(isListNeeded: Bool, areCohortsNeeded: Bool) {
        self.isListNeeded = isListNeeded
        self.areCohortsNeeded = areCohortsNeeded
    }

    init(document: DefinitionsDocument, catalog: FlagCatalog) {
        guard catalog.completeFor != document.identity else {
            self = .nothing
            return
        }
        let cohortsDiffer = document.cohorts.contains { id, tree in catalog.cohorts[id]?.definition != tree }
        let asked = document.flags.flatMap { $0.filters.groups.flatMap(\.properties) }.compactMap(\.cohortID)
        areCohortsNeeded =
            cohortsDiffer || !document.malformedCohorts.isEmpty || asked.contains { catalog.cohorts[$0] == nil }
        guard catalog.completeFor != nil else {
            isListNeeded = true
            areCohortsNeeded = true
            return
        }
        isListNeeded = false
        var ids: [Int64] = []
        var versions: [Int64: Int64] = [:]
        for flag in document.flags { versions[flag.id] = flag.version }
        for flag in document.malformed {
            if let id = flag.id { versions[id] = flag.source["version"]?.int64Value ?? 0 }
        }
        for (id, version) in versions
        where max(catalog.flags[id]?.version ?? -1, catalog.malformedFlags[id]?.version ?? -1) < version {
            ids.append(id)
        }
        for (id, flag) in catalog.malformedFlags where versions[id] == nil && !flag.isArchived { ids.append(id) }
        for (id, flag) in catalog.flags
        where versions[id] == nil && !flag.deleted && !flag.archived && !flag.isRemoteConfiguration {
            ids.append(id)
        }
        flagIDs = ids.sorted()
        if flagIDs.count > Self.mostSingleFlags {
            isListNeeded = true
            flagIDs = []
        }
    }
}
