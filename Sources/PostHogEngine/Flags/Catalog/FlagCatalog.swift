import Analytics
import FeatureFlags
import JSON

/// What is known of flags and cohorts beside their definitions: the form of the CRUD API, with tags, descriptions,
/// archived flags, remote configuration and static cohorts, and what this gateway has just written.
///
/// It is read when the definitions have changed, never on a schedule: PostHog bills every list of flags
/// (PostHog API facts §13.18).
struct FlagCatalog: Sendable, Equatable {
    /// Flags by number; those deleted through this gateway too.
    var flags: [Int64: FeatureFlag] = [:]
    /// Flags by number that cannot be read.
    var malformedFlags: [Int64: MalformedFlag] = [:]
    var cohorts: [Int64: Cohort] = [:]
    /// Cohorts by number that cannot be read.
    var malformedCohorts: [Int64: MalformedCohort] = [:]
    /// When this gateway last wrote a flag.
    var writtenFlags: [Int64: Timestamp] = [:]
    /// When this gateway last wrote or deleted a cohort.
    var writtenCohorts: [Int64: Timestamp] = [:]
    /// The name of the project's time zone, in which dates without an offset are read; nil before it is known.
    var timeZone: String?
    /// The definitions that the catalogue was completed for; nil before the first list.
    var completeFor: String?

    /// Keeps a flag as a write of this gateway left it.
    mutating func write(_ flag: FeatureFlag, at time: Timestamp) {
        flags[flag.id] = flag
        malformedFlags[flag.id] = nil
        writtenFlags[flag.id] = time
    }

    /// Keeps a flag that cannot be read as a write of this gateway left it.
    mutating func write(_ flag: MalformedFlag, at time: Timestamp) {
        guard let id = flag.id else { return }
        flags[id] = nil
        malformedFlags[id] = flag
        writtenFlags[id] = time
    }

    /// Keeps a cohort as a write of this gateway left it.
    mutating func write(_ cohort: Cohort, at time: Timestamp) {
        cohorts[cohort.id] = cohort
        malformedCohorts[cohort.id] = nil
        writtenCohorts[cohort.id] = time
    }

    mutating func deleteCohort(_ id: Int64, at time: Timestamp) {
        cohorts[id] = nil
        malformedCohorts[id] = nil
        writtenCohorts[id] = time
    }

    /// Takes a complete list of PostHog's flags.
    ///
    /// Deleted flags are never listed: those that are known stay. What this gateway wrote while the list was on its
    /// way stays too.
    mutating func take(flags listed: [FeatureFlag], malformed: [MalformedFlag] = [], askedAt time: Timestamp) {
        var flags = self.flags.filter { $0.value.deleted || (writtenFlags[$0.key] ?? .distantPast) >= time }
        for flag in listed where (flags[flag.id]?.version ?? -1) < flag.version { flags[flag.id] = flag }
        self.flags = flags
        var unreadable = malformedFlags.filter { (writtenFlags[$0.key] ?? .distantPast) >= time }
        for flag in malformed {
            guard let id = flag.id, (unreadable[id]?.version ?? -1) < flag.version ?? 0 else { continue }
            unreadable[id] = flag
        }
        malformedFlags = unreadable.filter { (flags[$0.key]?.version ?? -1) < $0.value.version ?? 0 }
    }

    /// Takes a complete list of PostHog's cohorts.
    ///
    /// One that somebody has changed since gets the next version.
    mutating func take(cohorts listed: [Cohort], malformed: [MalformedCohort] = [], askedAt time: Timestamp) {
        var cohorts = self.cohorts.filter { (writtenCohorts[$0.key] ?? .distantPast) >= time }
        for cohort in listed where (writtenCohorts[cohort.id] ?? .distantPast) < time {
            guard let known = self.cohorts[cohort.id] else {
                cohorts[cohort.id] = cohort
                continue
            }
            var changed = cohort
            changed.version = known.version &+ 1
            cohorts[cohort.id] = cohort.isUnchanged(from: known) ? known : changed
        }
        self.cohorts = cohorts
        malformedCohorts = [:]
        for cohort in malformed where cohorts[cohort.id] == nil && (writtenCohorts[cohort.id] ?? .distantPast) < time {
            malformedCohorts[cohort.id] = cohort
        }
    }

    /// Forgets when things were written that all readers of PostHog know by now.
    mutating func settle(before time: Timestamp) {
        writtenFlags = writtenFlags.filter { $0.value >= time }
        writtenCohorts = writtenCohorts.filter { $0.value >= time }
    }

    /// The flag of a key: the one that has it, or the one deleted last that had it.
    func flag(key: String, deleted: Bool) -> FeatureFlag? {
        flags.values.filter { $0.key == key && $0.deleted == deleted }.max { $0.id < $1.id }
    }
}

extension Timestamp {
    /// Before everything.
    static let distantPast = Timestamp(microseconds: .min)
}
