public import JSON

/// A file of flags and cohorts in PostHog's form, read entry by entry, so that one bad entry does not spoil the others.
public struct DefinitionsFile: Sendable {
    struct FlagEntry: Sendable {
        /// The key, or the place in the file of an entry without one.
        let name: String
        /// The number other entries may mean the flag by.
        let id: Int64?
        let draft: Result<FlagDraft, FlagProblem>
    }

    struct CohortEntry: Sendable {
        /// The name, or the place in the file of an entry without one.
        let name: String
        let id: Int64?
        let cohort: Result<Cohort, FlagProblem>
    }

    let flags: [FlagEntry]
    let cohorts: [CohortEntry]

    /// How a file may be written: a person who gave a member twice would not notice which one counts.
    public static let limits = JSONLimits(refusesEqualNames: true)

    /// The most flags, and the most cohorts, of one file.
    public static let maximumEntries = 20_000

    /// Reads `{"flags":[…],"cohorts":[…]}`, of which `cohorts` may be missing; other members are ignored.
    /// - Throws: what is wrong with the file as a whole.
    public init(json: JSON) throws(FlagProblem) {
        let reader = try MemberReader(json, path: "")
        guard reader.has("flags") else {
            throw FlagProblem(field: "flags", rule: "required", detail: "the file needs a list of flags")
        }
        flags = try Self.list("flags", reader).enumerated().map(Self.flag)
        cohorts = try Self.list("cohorts", reader).enumerated().map(Self.cohort)
    }

    private static func list(_ name: String, _ reader: MemberReader) throws(FlagProblem) -> [JSON] {
        var reader = reader
        let values = try reader.array(name) ?? []
        guard values.count <= maximumEntries else {
            throw FlagProblem(
                field: name, rule: "count <= \(maximumEntries)",
                detail: "a file has at most \(maximumEntries) \(name), got \(values.count)")
        }
        return values
    }

    private static func flag(_ index: Int, _ json: JSON) -> FlagEntry {
        let key = json["key"]?.stringValue ?? ""
        return FlagEntry(
            name: key.isEmpty ? "flags[\(index)]" : key, id: json["id"]?.int64Value,
            draft: Result { () throws(FlagProblem) in
                let draft = try FlagDraft(json: json)
                try refuseDeleted(json)
                return draft.normalized()
            })
    }

    private static func cohort(_ index: Int, _ json: JSON) -> CohortEntry {
        let name = json["name"]?.stringValue ?? ""
        return CohortEntry(
            name: name.isEmpty ? "cohorts[\(index)]" : name, id: json["id"]?.int64Value,
            cohort: Result { () throws(FlagProblem) in
                let cohort = try Cohort(settings: json)
                try refuseDeleted(json)
                return cohort
            })
    }

    private static func refuseDeleted(_ json: JSON) throws(FlagProblem) {
        guard json["deleted"] == true else { return }
        throw FlagProblem(field: "deleted", rule: "false", detail: "it is deleted in the file")
    }
}
