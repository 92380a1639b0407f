import Analytics
import EngineConformance
import JSON
import Testing

@testable import PostHogEngine

/// The suite of every engine, in a new project for each check: once in one that counts time in UTC and defines no
/// property, and once in one far from UTC that finds out the types of properties itself.
@Suite(PostHogServer.Use.undisturbed.condition, .serialized)
struct ConformanceTests {
    static let abilities: StoreAbilities = []
    static let projects: [JSONObject] = [[:], ["timezone": "Asia/Kathmandu", "detect_property_types": true]]

    private static func suited<Store>(_ checks: [StoreCheck<Store>]) -> [StoreCheck<Store>] {
        checks.filter { abilities.isSuperset(of: $0.needs) }
    }

    private func engine(_ settings: JSONObject) async throws -> PostHogEngine {
        try await PostHogServer(.undisturbed).newProject(settings).freshEngine()
    }

    @Test(arguments: suited(EventStoreConformance.checks), projects)
    func answersAboutEvents(_ check: StoreCheck<any EventStore>, _ project: JSONObject) async throws {
        try await check.run(engine(project))
    }

    @Test(arguments: suited(PersonDirectoryConformance.checks), projects)
    func answersAboutPersons(_ check: StoreCheck<any EventStore & PersonDirectory>, _ project: JSONObject) async throws
    {
        try await check.run(engine(project))
    }

    @Test(arguments: suited(FlagExposureConformance.checks), projects)
    func answersAboutFlags(_ check: StoreCheck<any EventStore & FlagExposureStore>, _ project: JSONObject) async throws
    {
        try await check.run(engine(project))
    }

    @Test(arguments: suited(ProjectDirectoryConformance.checks), projects)
    func answersAboutTheProject(
        _ check: StoreCheck<any ProjectDirectoryConformance.Store>, _ project: JSONObject
    ) async throws {
        try await check.run(engine(project))
    }
}
