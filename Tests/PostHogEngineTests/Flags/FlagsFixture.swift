import Analytics
import FeatureFlags
import JSON

@testable import PostHogEngine

/// Definitions and flags as PostHog would send them.
enum FlagsFixture {
    static let noon = Timestamp(seconds: 1_795_176_000)

    static func later(_ seconds: Int64) -> Timestamp {
        noon.advanced(byMicroseconds: seconds * Timestamp.microsecondsPerSecond)
    }

    static func definition(_ id: Int64, _ key: String, version: Int64 = 1, rollout: Int64 = 100) -> JSON {
        [
            "id": .integer(id), "team_id": 1, "key": .string(key), "name": "", "active": true, "deleted": false,
            "version": .integer(version),
            "filters": [
                "groups": [
                    [
                        "properties": [], "rollout_percentage": .integer(rollout),
                        "aggregation_group_type_index": .null,
                    ]
                ]
            ],
        ]
    }

    static func document(
        _ flags: [JSON], cohorts: JSONObject = [:], tag: String? = "W/\"1\"", at time: Timestamp = noon
    ) throws -> DefinitionsDocument {
        let json: JSON = [
            "flags": .array(flags), "group_type_mapping": ["0": "company"], "cohorts": .object(cohorts),
        ]
        return try DefinitionsDocument(body: json.serialized(), entityTag: tag, receivedAt: time)
    }

    static func flag(
        _ id: Int64, _ key: String, version: Int64 = 1, rollout: Double = 100, tags: [String] = []
    ) -> FeatureFlag {
        FeatureFlag(
            id: id, key: key, filters: FlagFilters(groups: [FlagCondition(rolloutPercentage: rollout)]),
            version: version, tags: tags)
    }
}
