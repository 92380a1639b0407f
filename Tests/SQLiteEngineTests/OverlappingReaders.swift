import GRDB
import Synchronization

/// Two readers of a store of which one always stands in the log: each begins before the other ends.
final class OverlappingReaders: Sendable {
    private let connections: [DatabaseQueue]
    private let isStopped = Atomic(false)

    init(_ directory: TemporaryDirectory) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.allowsUnsafeTransactions = true
        connections = try (0..<2).map { [configuration] _ in
            try DatabaseQueue(path: directory.file("gateway.sqlite"), configuration: configuration)
        }
    }

    func readUntilStopped() async throws {
        try await begin(connections[0])
        var turn = 0
        while !isStopped.load(ordering: .relaxed) {
            try await begin(connections[1 - turn])
            try await end(connections[turn])
            turn = 1 - turn
            try await Task.sleep(for: .milliseconds(20))
        }
        try await end(connections[turn])
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// A transaction stands where it first reads.
    private func begin(_ connection: DatabaseQueue) async throws {
        try await connection.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN")
            _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM group_types")
        }
    }

    private func end(_ connection: DatabaseQueue) async throws {
        try await connection.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
    }
}
