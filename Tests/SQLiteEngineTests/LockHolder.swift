import GRDB

/// Another user of a store's file, which can keep everybody else from writing.
struct LockHolder {
    private let connection: DatabaseQueue

    init(_ directory: TemporaryDirectory) throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        connection = try DatabaseQueue(path: directory.file("gateway.sqlite"), configuration: configuration)
    }

    func lock() async throws { try await execute("BEGIN IMMEDIATE") }

    func unlock() async throws { try await execute("COMMIT") }

    func execute(_ sql: String) async throws {
        try await connection.writeWithoutTransaction { try $0.execute(sql: sql) }
    }
}
