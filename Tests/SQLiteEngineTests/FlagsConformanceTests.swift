import Access
import Analytics
import EngineConformance
import FeatureFlags
import SQLiteEngine
import Testing

struct FlagsConformanceTests {
    private static let rollback = SQLiteEngineConfiguration(journal: .rollback)

    @Test(arguments: FlagStoreConformance.checks + FlagStoreConformance.definitionChecks)
    func keepsFlags(_ check: StoreCheck<any FlagStore>) async throws {
        let directory = TemporaryDirectory()
        try await check.run(EngineFixture.open(directory))
    }

    @Test(arguments: FlagStoreConformance.checks + FlagStoreConformance.definitionChecks)
    func keepsFlagsWithoutWriteAheadLog(_ check: StoreCheck<any FlagStore>) async throws {
        let directory = TemporaryDirectory()
        try await check.run(EngineFixture.open(directory, Self.rollback))
    }

    @Test(arguments: FlagStoreConformance.captureChecks)
    func keepsFlagsBesideEvents(_ check: StoreCheck<any EventStore & FlagStore>) async throws {
        let directory = TemporaryDirectory()
        try await check.run(EngineFixture.open(directory))
    }

    @Test(arguments: FlagStoreConformance.captureChecks)
    func keepsFlagsBesideEventsWithoutWriteAheadLog(
        _ check: StoreCheck<any EventStore & FlagStore>
    ) async throws {
        let directory = TemporaryDirectory()
        try await check.run(EngineFixture.open(directory, Self.rollback))
    }

    @Test(arguments: FlagAuditConformance.checks)
    func writesChangesToTheAuditLog(_ check: StoreCheck<any AccessStore & FlagStore>) async throws {
        let directory = TemporaryDirectory()
        try await check.run(EngineFixture.open(directory))
    }

    @Test(arguments: PersonDirectoryConformance.checks)
    func listsPersons(_ check: StoreCheck<any EventStore & PersonDirectory>) async throws {
        let directory = TemporaryDirectory()
        try await check.run(EngineFixture.open(directory))
    }

    @Test(arguments: FlagExposureConformance.checks)
    func findsFlagsOfUsers(_ check: StoreCheck<any EventStore & FlagExposureStore>) async throws {
        let directory = TemporaryDirectory()
        try await check.run(EngineFixture.open(directory))
    }
}
