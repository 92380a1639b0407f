import Access
import Analytics
import GRDB

/// Reads and writes the failed sign-ins of clients.
struct SignInFailures {
    let database: Database

    func delay(client: String) throws -> SignInDelay? {
        let select = try database.cachedStatement(
            sql: "SELECT failures, last_failure FROM sign_in_failures WHERE client = ?")
        try select.bind(client, at: 1)
        return try select.first { SignInDelay(failures: select.int(0), lastFailure: select.timestamp(1)) }
    }

    /// Counts one more failure, and forgets the clients whose failures no longer matter.
    func add(client: String, at now: Timestamp) throws -> SignInDelay {
        let delay = try delay(client: client)?.afterFailure(at: now) ?? SignInDelay(failures: 1, lastFailure: now)
        let purge = try database.cachedStatement(sql: "DELETE FROM sign_in_failures WHERE last_failure <= ?")
        let forgotten = SignInDelay.forgottenAfterSeconds * Timestamp.microsecondsPerSecond
        try purge.bind(now.advanced(byMicroseconds: -forgotten), at: 1)
        try purge.run()
        let upsert = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO sign_in_failures (client, failures, last_failure) VALUES (?, ?, ?)")
        try upsert.bind(client, at: 1)
        try upsert.bind(delay.failures, at: 2)
        try upsert.bind(delay.lastFailure, at: 3)
        try upsert.run()
        return delay
    }

    func clear(client: String) throws {
        let delete = try database.cachedStatement(sql: "DELETE FROM sign_in_failures WHERE client = ?")
        try delete.bind(client, at: 1)
        try delete.run()
    }
}
