import Analytics
import FeatureFlags
import JSON

/// One answer of `GET /flags/definitions`, read (PostHog API facts §8).
struct DefinitionsDocument: Sendable {
    /// As PostHog sent it, for SDKs that evaluate themselves.
    let body: [UInt8]
    let entityTag: String?
    /// When PostHog first gave this body.
    let receivedAt: Timestamp
    /// In the form of the CRUD API: filters on other flags name them by number.
    let flags: [FeatureFlag]
    let malformed: [MalformedFlag]
    /// The definitions of dynamic cohorts, by number; static ones are never among them.
    let cohorts: [Int64: CohortGroup]
    /// Dynamic cohorts whose definition cannot be read; the flags that ask for them fail alone.
    let malformedCohorts: [Int64: MalformedCohort]
    let groupTypes: GroupTypeMapping
    let matching: PropertyMatching

    /// How many flags the answer had, readable or not.
    var count: Int { flags.count + malformed.count }

    init(body: [UInt8], entityTag: String?, receivedAt: Timestamp) throws(DefinitionsError) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: body, limits: Self.limits)
        } catch {
            throw DefinitionsError("the flag definitions are no JSON: \(error.description)")
        }
        try self.init(json, body: body, entityTag: entityTag, receivedAt: receivedAt)
    }

    init(_ json: JSON, body: [UInt8], entityTag: String?, receivedAt: Timestamp) throws(DefinitionsError) {
        guard let values = json["flags"]?.arrayValue else {
            throw DefinitionsError("the flag definitions have no list of flags")
        }
        self.body = body
        self.entityTag = entityTag
        self.receivedAt = receivedAt
        let read = FeatureFlag.read(values)
        let idByKey = Dictionary(read.flags.map { ($0.key, $0.id) }) { first, _ in first }
        flags = read.flags.map { $0.normalizedFromPostHog(idByKey: idByKey) }
        malformed = read.malformed
        (cohorts, malformedCohorts) = Self.cohorts(json["cohorts"]?.objectValue ?? [:])
        var names: [Int: String] = [:]
        for (index, name) in json["group_type_mapping"]?.objectValue ?? [:] {
            if let index = Int(index), let name = name.stringValue { names[index] = name }
        }
        groupTypes = GroupTypeMapping(names)
        let version = json["property_matching_version"]?.int64Value.flatMap { Int(exactly: $0) }
        matching = version.flatMap(PropertyMatching.init(rawValue:)) ?? .legacy
    }

    private static func cohorts(
        _ members: JSONObject
    ) -> (readable: [Int64: CohortGroup], malformed: [Int64: MalformedCohort]) {
        var cohorts: [Int64: CohortGroup] = [:]
        var malformed: [Int64: MalformedCohort] = [:]
        for (id, tree) in members {
            guard let id = Int64(id) else { continue }
            do throws(FlagProblem) {
                cohorts[id] = try CohortGroup(json: tree, path: "filters.properties")
            } catch {
                malformed[id] = MalformedCohort(
                    id: id, problem: error, source: ["id": .integer(id), "filters": ["properties": tree]])
            }
        }
        return (cohorts, malformed)
    }

    private static let limits = JSONLimits(maximumBytes: 128 * 1_024 * 1_024, maximumValues: 8_000_000)
}
