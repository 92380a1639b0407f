import FeatureFlags
import JSON

@testable import SQLiteEngine

enum FlagsFixture {
    static let origin = ChangeOrigin(actor: FlagActor(name: "admin-token"), time: EngineFixture.noon)

    static func draft(_ key: String, rollout: Double = 100) -> FlagDraft {
        FlagDraft(key: key, filters: FlagFilters(groups: [FlagCondition(rolloutPercentage: rollout)]))
    }

    static func rollout(_ percentage: Int64) -> FlagPatch {
        FlagPatch(filters: ["groups": [["rollout_percentage": .integer(percentage)]]])
    }
}

extension SQLiteEngine {
    @discardableResult
    func create(_ key: String, rollout: Double = 100) async throws -> FeatureFlag {
        try await create(FlagsFixture.draft(key, rollout: rollout), by: FlagsFixture.origin)
    }

    @discardableResult
    func update(_ key: String, _ patch: FlagPatch, expecting version: Int64? = nil) async throws -> FeatureFlag {
        try await update(key: key, expectedVersion: version, with: patch, by: FlagsFixture.origin)
    }

    /// The share of users the snapshot gives a flag to.
    func rollout(_ key: String) async throws -> Double? {
        try await snapshot().flags[key]?.filters.groups.first?.rolloutPercentage
    }
}
