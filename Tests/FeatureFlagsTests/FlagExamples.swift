import Analytics
import JSON

@testable import FeatureFlags

/// Flags and contexts as short as a test needs them.
func flag(_ key: String, id: Int64 = 1, _ filters: JSON, active: Bool = true) throws -> FeatureFlag {
    try FeatureFlag(json: ["id": .integer(id), "key": .string(key), "active": .bool(active), "filters": filters])
}

let testTime = Timestamp(seconds: 1_763_640_000)  // 2025-11-20T12:00:00Z

func context(
    _ distinctID: String = "user-1", _ properties: JSONObject = [:], now: Timestamp = testTime
) -> EvaluationContext {
    EvaluationContext(distinctID: distinctID, personProperties: properties, now: now)
}

/// One condition set that asks for one property of the person.
func asking(_ operatorName: String?, _ value: JSON?, key: String = "p") -> JSON {
    var property: JSONObject = ["key": .string(key), "type": "person"]
    if let operatorName { property["operator"] = .string(operatorName) }
    if let value { property["value"] = value }
    return ["groups": [["properties": [.object(property)]]]]
}

extension FlagEvaluation {
    /// `false`, `true` or the variant, as an SDK tells it.
    var verdict: String { AffectedUsers.Outcome(self).description }
}
