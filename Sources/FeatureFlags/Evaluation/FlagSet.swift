import Crypto
import JSON

/// An immutable set of flags, compiled once and evaluated many times.
///
/// One flag that cannot be read or evaluated fails alone.
public final class FlagSet: Sendable {
    /// The flags in the order they were given.
    public let flags: [FeatureFlag]
    /// Stored flags that could not be read.
    public let malformed: [MalformedFlag]
    public let cohorts: [Cohort]
    /// Stored cohorts that could not be read; flags that ask for them fail.
    public let malformedCohorts: [MalformedCohort]
    public let groupTypes: GroupTypeMapping
    /// Differs whenever the set does; made of letters, digits, `-` and `.` unless the store gives another.
    public let version: String
    public let matching: PropertyMatching
    /// The project's, in which dates without an offset are read (PostHog API facts §12.4).
    public let timeZone: ProjectTimeZone
    /// Whether an outcome can change as time goes by although neither the set nor the context does.
    public let hasRelativeDates: Bool

    let plan: FlagPlan
    let compiledCohorts: [CompiledCohort]
    private let indexByKey: FlagKeyIndex
    private let indexByID: [Int64: Int]

    /// - Parameter version: what tells this set from others; nil derives it from everything in the set.
    public init(
        flags: [FeatureFlag], malformed: [MalformedFlag] = [], cohorts: [Cohort] = [],
        malformedCohorts: [MalformedCohort] = [], groupTypes: GroupTypeMapping = GroupTypeMapping(),
        matching: PropertyMatching = .legacy, timeZone: ProjectTimeZone = .utc,
        version: String? = nil
    ) {
        self.flags = flags
        self.malformed = malformed
        self.cohorts = cohorts
        self.malformedCohorts = malformedCohorts
        self.groupTypes = groupTypes
        self.matching = matching
        self.timeZone = timeZone
        let cohortCompiler = CohortCompiler(cohorts, malformed: malformedCohorts, matching)
        let indexByKey = FlagKeyIndex(flags.map(\.key))
        var indexByID: [Int64: Int] = [:]
        for (index, flag) in flags.enumerated() {
            if indexByID[flag.id] == nil { indexByID[flag.id] = index }
        }
        let compiler = FlagCompiler(
            indexByKey: indexByKey, indexByID: indexByID, cohortIndexByID: cohortCompiler.indexByID,
            cohorts: cohortCompiler.compiled, matching: matching)
        let parts = flags.map(compiler.compile)
        let lacking = DependencyOrder(parts.map(\.dependencies), missing: parts.map(\.missesDependency)).lacking
        let plan = FlagPlan(parts, lacking: lacking)
        self.plan = plan
        self.indexByKey = indexByKey
        self.indexByID = indexByID
        compiledCohorts = cohortCompiler.compiled
        hasRelativeDates = plan.hasRelativeDates || compiledCohorts.contains(where: \.hasRelativeDates)
        self.version =
            version
            ?? Self.version(flags, malformed, cohorts, malformedCohorts, groupTypes, matching, timeZone)
    }

    /// The flag with this key.
    public subscript(key: String) -> FeatureFlag? {
        index(of: key).map { flags[$0] }
    }

    func index(of key: String) -> Int? {
        indexByKey[key]
    }

    /// The flag that a filter on another flag means.
    func index(ofFlag property: FlagProperty) -> Int? {
        property.flagIndex(byKey: indexByKey, byID: indexByID)
    }

    /// Why the flag with this key cannot be evaluated although it can be read; nil when it can.
    public func problem(of key: String) -> FlagProblem? {
        index(of: key).flatMap { plan.flags[$0].problem }.map { plan.problems[Int($0)] }
    }

    /// A hash over everything in the set.
    private static func version(
        _ flags: [FeatureFlag], _ malformed: [MalformedFlag], _ cohorts: [Cohort],
        _ malformedCohorts: [MalformedCohort], _ groupTypes: GroupTypeMapping, _ matching: PropertyMatching,
        _ timeZone: ProjectTimeZone
    ) -> String {
        var hash = SHA256()
        func add(_ json: JSON) { hash.update(data: json.serialized()) }
        for flag in flags { add(flag.json) }
        for flag in malformed { add(flag.source) }
        for cohort in cohorts { add(cohort.json) }
        for cohort in malformedCohorts { add(cohort.source) }
        for (index, name) in groupTypes.nameByIndex.sorted(by: { $0.key < $1.key }) { add("\(index) \(name)") }
        add(.integer(Int64(matching.rawValue)))
        add(.string(timeZone.name))
        return hash.finalize().prefix(12).map { byte in
            let text = String(byte, radix: 16)
            return text.utf8.count == 1 ? "0\(text)" : text
        }.joined()
    }
}

extension CompiledCohort {
    var hasRelativeDates: Bool {
        var open = [root].compactMap(\.self)
        while let node = open.popLast() {
            switch node {
            case .property(let property, _) where property.isRelativeDate: return true
            case .group(_, let nodes): open += nodes
            default: break
            }
        }
        return false
    }
}
