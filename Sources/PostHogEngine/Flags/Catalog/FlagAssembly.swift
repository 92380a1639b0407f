import Analytics
import FeatureFlags
import JSON

/// Puts definitions and catalogue together: of every flag the newest version anybody has told.
///
/// The definitions come from a cache that PostHog rebuilds some time after a write, so a write of this gateway is ahead
/// of them for a while. A flag's version decides; where there is none (a flag that definitions do not list, a cohort)
/// the write counts until definitions come that are newer by some time.
struct FlagAssembly {
    /// How long after a write new definitions of PostHog may still lack it, in seconds.
    static let settlingSeconds: Int64 = 60

    let document: DefinitionsDocument
    let catalog: FlagCatalog

    /// The flags that are not deleted, by number, and those that cannot be read.
    var flags: (flags: [FeatureFlag], malformed: [MalformedFlag]) {
        var flags = document.flags.compactMap(newest)
        var known = Set(document.flags.map(\.id))
        var malformed: [MalformedFlag] = []
        for flag in document.malformed {
            if let id = flag.id { known.insert(id) }
            if let id = flag.id, let ours = catalog.malformedFlags[id], ours.version ?? -1 >= flag.version ?? .max {
                malformed.append(ours)
                continue
            }
            guard let id = flag.id, let ours = catalog.flags[id], ours.version >= flag.version ?? .max else {
                malformed.append(flag)
                continue
            }
            if !ours.deleted { flags.append(ours) }
        }
        for (id, ours) in catalog.flags where !known.contains(id) && !ours.deleted && isListedNowhereElse(ours) {
            flags.append(ours)
        }
        for (id, ours) in catalog.malformedFlags.sorted(by: { $0.key < $1.key })
        where !known.contains(id) && (ours.isArchived || isFresh(catalog.writtenFlags[id])) {
            malformed.append(ours)
        }
        return (flags.map(\.withoutUsage).sorted { $0.id < $1.id }, malformed)
    }

    /// All cohorts by number, and those that cannot be read; one that flags ask for and nobody describes is a static one,
    /// since the definitions have every other.
    var cohorts: (cohorts: [Cohort], malformed: [MalformedCohort]) {
        var cohorts: [Int64: Cohort] = [:]
        var malformed = document.malformedCohorts.filter { !isFresh(catalog.writtenCohorts[$0.key]) }
        for (id, theirs) in catalog.malformedCohorts {
            if let tree = document.cohorts[id] {
                cohorts[id] = Cohort(id: id, name: theirs.name, definition: tree)
            } else {
                malformed[id] = theirs
            }
        }
        for (id, ours) in catalog.cohorts {
            guard malformed[id] == nil else {
                malformed[id] = malformed[id]?.named(ours.name)
                continue
            }
            var cohort = ours
            if let tree = document.cohorts[id], !isFresh(catalog.writtenCohorts[id]) { cohort.definition = tree }
            cohorts[id] = cohort
        }
        for (id, tree) in document.cohorts
        where cohorts[id] == nil && !isFresh(catalog.writtenCohorts[id]) {
            cohorts[id] = Cohort(id: id, name: "cohort \(id)", definition: tree)
        }
        for flag in flags.flags {
            for property in flag.filters.groups.flatMap(\.properties) {
                guard let id = property.cohortID, cohorts[id] == nil, malformed[id] == nil,
                    !isFresh(catalog.writtenCohorts[id])
                else { continue }
                cohorts[id] = Cohort(id: id, name: "cohort \(id)", isStatic: true)
            }
        }
        return (cohorts.values.sorted { $0.id < $1.id }, malformed.values.sorted { $0.id < $1.id })
    }

    /// Everything, compiled.
    /// - Parameter timeZone: the one that ``FlagCatalog/timeZone`` names.
    func compiled(in timeZone: ProjectTimeZone = .utc) -> FlagSet {
        let (flags, malformed) = flags
        let (cohorts, malformedCohorts) = cohorts
        return FlagSet(
            flags: flags, malformed: malformed, cohorts: cohorts, malformedCohorts: malformedCohorts,
            groupTypes: document.groupTypes, matching: document.matching, timeZone: timeZone)
    }

    private func newest(_ defined: FeatureFlag) -> FeatureFlag? {
        guard let ours = catalog.flags[defined.id] else { return defined }
        guard ours.version < defined.version else { return ours.deleted ? nil : ours }
        return defined.completed(by: ours)
    }

    /// Whether the definitions say nothing of a flag although it may exist: PostHog's list leaves out what is archived
    /// and remote configuration, and a new flag is not in it at once.
    private func isListedNowhereElse(_ flag: FeatureFlag) -> Bool {
        flag.archived || flag.isRemoteConfiguration || isFresh(catalog.writtenFlags[flag.id])
    }

    private func isFresh(_ writtenAt: Timestamp?) -> Bool {
        writtenAt.map { document.mayLack(writtenAt: $0) } ?? false
    }
}

extension MalformedCohort {
    /// The cohort under the name that another source tells.
    fileprivate func named(_ name: String) -> MalformedCohort {
        MalformedCohort(id: id, name: name, version: version, problem: problem, source: source)
    }
}

extension DefinitionsDocument {
    /// Whether a write of that moment may be missing only because the definitions are older.
    func mayLack(writtenAt: Timestamp) -> Bool {
        receivedAt
            < writtenAt.advanced(byMicroseconds: FlagAssembly.settlingSeconds * Timestamp.microsecondsPerSecond)
    }

    /// Tells these definitions from others.
    var identity: String { entityTag ?? receivedAt.description }
}

extension FeatureFlag {
    /// A definition with what only the CRUD API tells, as it was at an older version.
    fileprivate func completed(by older: FeatureFlag) -> FeatureFlag {
        var flag = self
        flag.tags = older.tags
        flag.archived = older.archived && !active
        flag.isRemoteConfiguration = older.isRemoteConfiguration
        flag.hasEncryptedPayloads = older.hasEncryptedPayloads
        flag.createdAt = older.createdAt
        flag.createdBy = older.createdBy
        flag.updatedAt = older.updatedAt
        if flag.name.isEmpty { flag.name = older.name }
        for (name, value) in older.unknownMembers where flag.unknownMembers[name] == nil {
            flag.unknownMembers[name] = value
        }
        return flag
    }

    /// Who was asked when is no part of what is evaluated.
    fileprivate var withoutUsage: FeatureFlag {
        var flag = self
        flag.lastCalledAt = nil
        return flag
    }
}
