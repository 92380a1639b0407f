import Analytics
import FeatureFlags
import JSON

extension FlagCatalog {
    private static let format: Int64 = 1

    /// The catalogue as it lies on disk.
    func json(project: String) -> JSON {
        [
            "format": .integer(Self.format), "project": .string(project),
            "complete_for": completeFor.map(JSON.string) ?? .null,
            "flags": .array(flags.values.sorted { $0.id < $1.id }.map(\.json)),
            "malformed_flags": .array(
                malformedFlags.values.sorted { ($0.id ?? 0) < ($1.id ?? 0) }.map(\.source)),
            "cohorts": .array(cohorts.values.sorted { $0.id < $1.id }.map(\.json)),
            "malformed_cohorts": .array(malformedCohorts.values.sorted { $0.id < $1.id }.map(\.source)),
            "time_zone": timeZone.map(JSON.string) ?? .null,
            "written_flags": Self.json(writtenFlags), "written_cohorts": Self.json(writtenCohorts),
        ]
    }

    /// Reads ``json(project:)``.
    /// - Returns: nil for another project's, or another form.
    init?(_ json: JSON, project: String) {
        guard json["format"]?.int64Value == Self.format, json["project"]?.stringValue == project else { return nil }
        self.init()
        for flag in FeatureFlag.read(json["flags"]?.arrayValue ?? []).flags { flags[flag.id] = flag }
        let unread = FeatureFlag.read(posthog: json["malformed_flags"]?.arrayValue ?? [])
        for flag in unread.flags { flags[flag.id] = flag }
        for flag in unread.malformed {
            if let id = flag.id { malformedFlags[id] = flag }
        }
        for value in json["cohorts"]?.arrayValue ?? [] {
            if let cohort = try? Cohort(json: value) { cohorts[cohort.id] = cohort }
        }
        let listed = Cohort.read(posthog: json["malformed_cohorts"]?.arrayValue ?? [])
        for cohort in listed.cohorts { cohorts[cohort.id] = cohort }
        for cohort in listed.malformed { malformedCohorts[cohort.id] = cohort }
        writtenFlags = Self.times(json["written_flags"])
        writtenCohorts = Self.times(json["written_cohorts"])
        timeZone = json["time_zone"]?.stringValue
        completeFor = json["complete_for"]?.stringValue
    }

    private static func json(_ times: [Int64: Timestamp]) -> JSON {
        var members: JSONObject = [:]
        for (id, time) in times.sorted(by: { $0.key < $1.key }) { members[String(id)] = .integer(time.microseconds) }
        return .object(members)
    }

    private static func times(_ json: JSON?) -> [Int64: Timestamp] {
        var times: [Int64: Timestamp] = [:]
        for (id, time) in json?.objectValue ?? [:] {
            if let id = Int64(id), let time = time.int64Value { times[id] = Timestamp(microseconds: time) }
        }
        return times
    }
}
