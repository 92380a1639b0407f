import Analytics
import FeatureFlags
import JSON
import Testing

@testable import PostHogEngine

extension FaultTests {
    /// Flags of a project that others use too, and whose PostHog fails; the tests are in extensions by topic.
    @Suite(.serialized)
    struct Flags {
        static let origin = ChangeOrigin(
            actor: FlagActor(name: "ann"), time: FlagsFixture.noon, reason: "because")
        static let quick = FlagMirrorSettings(
            interval: .seconds(1), firstAnswer: .seconds(120), timeout: .seconds(5))

        static func fields(_ key: String, rollout: Int64 = 100, tags: [JSON] = []) -> JSONObject {
            [
                "key": .string(key), "tags": .array(tags),
                "filters": ["groups": [["properties": [], "rollout_percentage": .integer(rollout)]]],
            ]
        }

        static func wait(_ isReached: () async throws -> Bool) async throws -> Bool {
            let clock = ContinuousClock()
            let deadline = clock.now.advanced(by: .seconds(120))
            while clock.now < deadline {
                if try await isReached() { return true }
                try await Task.sleep(for: .milliseconds(20))
            }
            return false
        }
    }
}
