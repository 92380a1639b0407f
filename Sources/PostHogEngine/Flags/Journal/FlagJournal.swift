import Analytics
import FeatureFlags
import GRDB

/// Keeps on this machine what PostHog does not keep for the gateway.
///
/// PostHog knows one actor for all of the gateway's writes, the owner of its key, and no reason.
final class FlagJournal: Sendable {
    static let fileName = "posthog.sqlite"
    /// The most unknown keys that are kept; the newest stay.
    static let maximumUnknownKeys = 1_000
    static let maximumKeyLength = 400
    /// So that no sum of two overflows.
    static let maximumCount = Int(Int32.max)

    private let database: DatabaseQueue

    init(directory: String) throws(EventStoreError) {
        database = try LocalDatabase.open(
            path: DataDirectory(directory).file(Self.fileName), migrations: JournalSchema.migrations)
    }

    func close() throws(EventStoreError) {
        do {
            try database.close()
        } catch {
            throw EventStoreError(local: error)
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(FlagStoreError) -> Value {
        do {
            return try await database.read(body)
        } catch {
            throw FlagStoreError(local: error)
        }
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(FlagStoreError) -> Value {
        do {
            return try await database.write(body)
        } catch {
            throw FlagStoreError(local: error)
        }
    }
}

extension FlagStoreError {
    /// What a failure of a local file means to those who asked for flags.
    init(local error: any Error) {
        let error = EventStoreError(local: error)
        self =
            switch error.code {
            case .unavailable: .unavailable(error.message, retryAfterSeconds: error.retryAfterSeconds)
            case .full: .unavailable(error.message, retryAfterSeconds: nil)
            case .unsupported: .unsupported(error.message)
            case .upstream(let status): .upstream(status: status, detail: error.message)
            case .unusable, .tooLarge: .unusable(error.message)
            case .invalidCursor, .failed: .failed(error.message)
            }
    }
}
