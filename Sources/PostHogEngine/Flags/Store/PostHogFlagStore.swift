public import Access
public import Analytics
public import FeatureFlags
import JSON
public import Logging
import PostHogClient
import Synchronization

/// Flags of a PostHog project: evaluated here from definitions that outlive an outage, read and written through its
/// CRUD API, with a journal of who changed what and why (DESIGN §6).
///
/// What PostHog does not keep lies in `posthog.sqlite` of the data directory: the callers of the gateway behind a
/// change and their reasons, evaluations counted here, keys asked for in vain, and the identifiers persons were first
/// bucketed by, which PostHog keeps too and lets nobody read.
public final class PostHogFlagStore: Sendable {
    static let lockName = "posthog-flags.lock"
    /// How long a write waits for another write of this data directory.
    static let patience = Duration.seconds(15)
    /// How long people wait for PostHog when a copy of the answer is at hand.
    static let readTimeout = Duration.seconds(4)

    let mirror: FlagMirror
    let journal: FlagJournal
    let upstream: PostHogUpstream
    let memberships: CohortMemberships
    let writeLock: SharedLock
    let logger: Logger
    let recordAudit: RecordAudit?
    private let work: Mutex<Task<Void, Never>?>

    /// Writes one row to the audit log; when it returns the row is durable.
    public typealias RecordAudit = @Sendable (AuditEntry) async throws(EventStoreError) -> Void

    /// Opens the local copies in a directory and begins to follow PostHog; returns at once.
    /// - Parameter recordAudit: takes the row of every change.
    /// - Throws: ``EventStoreError`` when directory or files cannot be used.
    public init(
        directory: String, upstream: PostHogUpstream, settings: FlagMirrorSettings = FlagMirrorSettings(),
        recordAudit: RecordAudit? = nil, logger: Logger
    ) throws(EventStoreError) {
        journal = try FlagJournal(directory: directory)
        do throws(LocalFileError) {
            mirror = try FlagMirror(directory: directory, settings: settings, upstream: upstream, logger: logger)
        } catch {
            throw EventStoreError(local: error)
        }
        self.upstream = upstream
        self.logger = logger
        self.recordAudit = recordAudit
        memberships = CohortMemberships(
            upstream: upstream, patience: settings.membershipPatience, logger: logger)
        writeLock = SharedLock(path: DataDirectory(directory).file(Self.lockName))
        work = Mutex(Task { [mirror] in await mirror.run() })
    }

    deinit {
        work.withLock { $0?.cancel() }
    }

    /// Waits a bounded time for the first definitions, so that a start does not answer 503 for the first moments.
    public func warmUp() async {
        _ = try? await mirror.content()
    }

    /// What `GET /flags/definitions` answered last, byte for byte, for SDKs that evaluate themselves.
    public func relayedDefinitions() async throws(FlagStoreError) -> RelayedDefinitions {
        let content = try await mirror.content()
        let snapshot = noted(content)
        return RelayedDefinitions(
            body: content.document.body, entityTag: content.document.entityTag ?? "W/\"\(content.flags.version)\"",
            source: snapshot.source, confirmedAt: snapshot.confirmedAt)
    }

    /// How the flags are doing; never waits.
    public var status: FlagStatus {
        let content = mirror.look()
        let source = content.map { mirror.source(of: $0) }
        let confirmedAt = content.map { mirror.clock.wallTime(of: $0.confirmedAt) }
        return mirror.state.withLock { state in
            FlagStatus(
                source: source, confirmedAt: confirmedAt, flags: content?.flags.flags.count ?? 0,
                polls: state.polls, failure: state.failure?.reason)
        }
    }

    /// Ends polling and closes the local files.
    public func close() async throws(EventStoreError) {
        let task = work.withLock { work in
            defer { work = nil }
            return work
        }
        task?.cancel()
        mirror.signal.wake()
        await task?.value
        try journal.close()
    }
}
