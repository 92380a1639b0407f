import Analytics
import EngineConformance
import FeatureFlags
import JSON
import PostHogClient
import Testing

@testable import PostHogEngine

// One after the other: the server works on one request at a time, and people wait for PostHog only so long.
@Suite(PostHogServer.Use.undisturbed.condition, .serialized)
struct FlagConformanceTests {
    @Test(arguments: FlagStoreConformance.checks)
    func keepsFlags(_ check: StoreCheck<any FlagStore>) async throws {
        let server = try PostHogServer(.undisturbed)
        let project = try await server.newProject()
        // Members of a static cohort are persons that PostHog has seen.
        try await project.client().deliver(
            ["u1", "u2", "u3", "u9"].map {
                "{\"event\":\"seen\",\"distinct_id\":\"\($0)\",\"properties\":{\"$set\":{\"name\":\"\($0)\"}}}"
            })
        let directory = TemporaryDirectory()
        // A busy machine may be slower than an evaluation would wait.
        var settings = FlagMirrorSettings(firstAnswer: .seconds(120))
        settings.membershipPatience = .seconds(120)
        let store = try project.store(in: directory, settings)
        try await check.run(store)
        try await store.close()
    }
}
