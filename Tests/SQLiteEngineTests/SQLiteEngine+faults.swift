import GRDB

@testable import SQLiteEngine

/// Faults that a test provokes, and what it looks at inside.
extension SQLiteEngine {
    func refuseWrites(_ refused: Bool) async throws {
        try await connection.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA query_only = \(refused ? "ON" : "OFF")")
        }
    }

    func limitPages(to pages: Int) async throws {
        try await connection.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
    }

    /// How much the writer has SQLite flush to disk: 2 is FULL, 3 is EXTRA.
    func synchronousLevel() async throws -> Int? {
        try await connection.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    }

    func integrityProblems() async throws -> [String] {
        try await connection.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
    }

    /// Waits until the writer has taken the jobs there were; a minute at most.
    func waitUntilWriting() async throws {
        let limit = ContinuousClock.now.advanced(by: .seconds(60))
        while !(writer.isWriting && writer.waitingJobs == 0), ContinuousClock.now < limit {
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Waits until so many jobs queue up behind the writer; a minute at most, then the test's expectations decide.
    func waitForJobs(_ count: Int) async throws {
        let limit = ContinuousClock.now.advanced(by: .seconds(60))
        while writer.waitingJobs < count, ContinuousClock.now < limit { try await Task.sleep(for: .milliseconds(2)) }
    }
}
