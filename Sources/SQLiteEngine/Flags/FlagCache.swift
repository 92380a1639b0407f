import Analytics
import FeatureFlags
import GRDB
import Logging
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The flags of the store, compiled, and compiled anew as soon as any process has changed one (DESIGN §5).
///
/// No time decides: every call makes sure that nothing has been committed since the flags were read. With a write-ahead
/// log that is a look at its index in memory (``WriteAheadLogIndex``). Only when something was committed, which may
/// have been events, and always without such a log, one row is read: the counter that rises with every change of the
/// set. `PRAGMA data_version` would cost as much as that row and say less. The row is read on a connection of its own,
/// so that evaluating waits neither for lookups nor, with a rollback journal, for the queue of the writer.
final class FlagCache: Sendable {
    /// The flags, and where they came from.
    struct Content: Sendable {
        let catalog: FlagCatalog
        let flags: FlagSet
    }

    private struct State {
        var content: Content?
        /// What the store looked like when the content was last confirmed.
        var storeVersion: StoreVersion?
        var confirmedAt = Timestamp(microseconds: 0)
        var isClosed = false
    }

    /// How long a check waits, in seconds, while another process keeps the file locked.
    private static let busyTimeoutSeconds = 1.0

    private let connection: DatabaseQueue
    private let storeVersion: @Sendable () -> StoreVersion?
    private let logger: Logger
    private let state = Mutex(State())
    /// Held while reading, so that a change is read and compiled once, not by everybody who waits for it.
    private let reading = Mutex<Void>(())

    /// - Parameter storeVersion: tells whether anything was committed; nil when that cannot be told.
    init(
        _ store: any DatabaseWriter, logger: Logger, storeVersion: @escaping @Sendable () -> StoreVersion?
    ) throws {
        var configuration = store.configuration
        configuration.readonly = true
        configuration.label = "posthog-gateway.flags"
        configuration.busyMode = .timeout(Self.busyTimeoutSeconds)
        connection = try DatabaseQueue(path: store.path, configuration: configuration)
        self.storeVersion = storeVersion
        self.logger = logger
    }

    /// The flags as they are now, or, while the store cannot be read, as they last were (DESIGN §4.12).
    func snapshot() throws(EventStoreError) -> FlagSnapshot {
        do throws(EventStoreError) {
            let content = try current()
            let now = Self.now
            state.withLock { $0.confirmedAt = max($0.confirmedAt, now) }
            return FlagSnapshot(flags: content.flags, source: .live, confirmedAt: now)
        } catch {
            let last = state.withLock { state in
                state.isClosed ? nil : state.content.map { ($0, state.confirmedAt) }
            }
            guard let (content, confirmedAt) = last else { throw error }
            logger.warning("flags are served from memory", metadata: ["error": "\(error)"])
            return FlagSnapshot(flags: content.flags, source: .memory, confirmedAt: confirmedAt)
        }
    }

    /// The flags as they are now.
    func current() throws(EventStoreError) -> Content {
        if let known = confirmed(by: storeVersion()) { return known }
        do {
            return try reading.withLock { _ in try read() }
        } catch {
            throw EventStoreError(sqlite: error)
        }
    }

    func close() throws {
        state.withLock { $0.isClosed = true }
        try connection.close()
    }

    /// What is in memory, when nothing has been committed since it was confirmed.
    private func confirmed(by version: StoreVersion?) -> Content? {
        guard let version else { return nil }
        return state.withLock { $0.storeVersion == version && !$0.isClosed ? $0.content : nil }
    }

    private func read() throws -> Content {
        // Taken before the row is read: what is committed in between is noticed by the next call.
        let version = storeVersion()
        if let known = confirmed(by: version) { return known }
        let setVersion = try connection.unsafeRead(FlagCatalog.version)
        let known = state.withLock { state -> Content? in
            guard let content = state.content, content.catalog.version == setVersion else { return nil }
            state.storeVersion = version
            return content
        }
        if let known { return known }
        let earlier = state.withLock { $0.content?.catalog }
        let catalog = try connection.read { try FlagCatalog($0, after: earlier) }
        let content = Content(
            catalog: catalog,
            flags: FlagSet(
                flags: catalog.flags, malformed: catalog.malformed, cohorts: catalog.cohorts,
                malformedCohorts: catalog.malformedCohorts, groupTypes: catalog.groupTypes, version: catalog.name))
        state.withLock { state in
            state.content = content
            state.storeVersion = version
        }
        return content
    }

    private static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec)).advanced(byMicroseconds: Int64(time.tv_nsec) / 1_000)
    }
}
