import Access
import Analytics
import EngineConformance
import SQLiteEngine
import Testing

struct ConformanceTests {
    @Test(arguments: EventStoreConformance.checks)
    func keepsEvents(_ check: StoreCheck<any EventStore>) async throws {
        let directory = TemporaryDirectory()
        try await check.run(EngineFixture.open(directory))
    }

    @Test(arguments: AccessStoreConformance.checks)
    func keepsAccess(_ check: StoreCheck<any AccessStore>) async throws {
        let directory = TemporaryDirectory()
        try await check.run(EngineFixture.open(directory))
    }

    @Test(arguments: EventStoreConformance.checks)
    func keepsEventsWithoutWriteAheadLog(_ check: StoreCheck<any EventStore>) async throws {
        let directory = TemporaryDirectory()
        try await check.run(EngineFixture.open(directory, SQLiteEngineConfiguration(journal: .rollback)))
    }

    @Test(arguments: ProjectDirectoryConformance.checks)
    func tellsOfTheProject(_ check: StoreCheck<any ProjectDirectoryConformance.Store>) async throws {
        let directory = TemporaryDirectory()
        try await check.run(EngineFixture.open(directory))
    }
}
