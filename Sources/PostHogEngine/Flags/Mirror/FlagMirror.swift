import Analytics
import FeatureFlags
import JSON
import Logging
import PostHogClient
import Synchronization

/// The flags of a PostHog project as this machine knows them (DESIGN §6).
///
/// One poller with an entity tag serves everybody: of all processes on a data directory the one that holds the lock
/// asks, the others find its answer on disk. The copy on disk outlives an outage of PostHog and a restart in it.
final class FlagMirror: Sendable {
    static let definitionsName = "posthog-definitions"
    static let catalogName = "posthog-catalog.json"

    /// The flags at one moment.
    struct Content: Sendable {
        let document: DefinitionsDocument
        let catalog: FlagCatalog
        let flags: FlagSet
        /// In the time of the mirror's clock.
        let confirmedAt: Timestamp
    }

    struct State {
        var document: DefinitionsDocument?
        var documentFile: FileState?
        var catalog = FlagCatalog()
        var catalogFile: FileState?
        /// Nil when document or catalogue have changed since it was compiled.
        var flags: FlagSet? {
            didSet { if flags == nil { changes &+= 1 } }
        }
        /// How often document or catalogue have changed.
        var changes: UInt64 = 0
        /// What was compiled last.
        var lastFlags: FlagSet?
        var confirmedAt = Timestamp.distantPast
        var seenConfirmation = SeenMark()
        var failure: (at: Timestamp, reason: String)?
        var seenFailure = SeenMark()
        /// Before then PostHog wants no poll with these credentials.
        var pause: (until: Timestamp, credentials: PostHogCredentials)?
        var polls = 0
        /// Whether the catalogue was asked for, with whatever answer.
        var hasTriedCatalog = false
        /// Whether somebody has written something since the last poll began.
        var isAskedFor = false
    }

    private static let catalogLimits = JSONLimits(maximumBytes: 256 * 1_024 * 1_024, maximumValues: 16_000_000)

    let settings: FlagMirrorSettings
    let upstream: PostHogUpstream
    let logger: Logger
    /// All times of ``State`` are of this clock.
    let clock: SteadyClock
    let startedAt: Timestamp
    let definitionsFile: ReplacedFile
    let catalogFile: ReplacedFile
    /// When PostHog last said that the definitions are right.
    let confirmation: TimeMark
    /// When anybody last asked.
    let attempt: TimeMark
    /// When anybody last asked in vain.
    let failure: TimeMark
    let pollLock: SharedLock
    let catalogLock: SharedLock
    /// How often the files are read again when they change while they are read.
    private static let readings = 3

    let state = Mutex(State())
    let signal = WakeUp()
    /// Held while files are read and compiled, so that this is done once and not by everybody who waits for it.
    let reading = Mutex<Void>(())

    init(
        directory: String, settings: FlagMirrorSettings, upstream: PostHogUpstream, logger: Logger,
        clock: SteadyClock = SteadyClock()
    ) throws(LocalFileError) {
        let directory = DataDirectory(directory)
        definitionsFile = ReplacedFile(path: directory.file(Self.definitionsName))
        catalogFile = ReplacedFile(path: directory.file(Self.catalogName))
        confirmation = TimeMark(path: directory.file(Self.definitionsName + ".confirmed"))
        attempt = TimeMark(path: directory.file(Self.definitionsName + ".asked"))
        failure = TimeMark(path: directory.file(Self.definitionsName + ".failed"))
        pollLock = SharedLock(path: directory.file(Self.definitionsName + ".lock"))
        catalogLock = SharedLock(path: directory.file(Self.catalogName + ".lock"))
        self.settings = settings
        self.upstream = upstream
        self.logger = logger
        self.clock = clock
        startedAt = clock.now
        try LocalDatabase.makeDirectory(of: definitionsFile.path)
    }

    /// Whose flags these are; the copy of another project is none.
    var project: String { upstream.project }

    /// What is known now, by whichever process; nil before the first definitions.
    func look() -> Content? {
        if let content = known { return content }
        return reading.withLock { _ in
            // Whoever writes at this moment changes the files again; then what was read is not the newest.
            for _ in 0..<Self.readings {
                if let content = known { return content }
                readDefinitions()
                readCatalog()
                compile()
            }
            return known
        }
    }

    /// What is known now; waits a bounded time for the first definitions, and for what only the CRUD API tells of them.
    func content() async throws(FlagStoreError) -> Content {
        if let content = look(), isComplete(content) { return content }
        signal.wake()
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: settings.firstAnswer)
        while clock.now < deadline, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
            if let content = look(), isComplete(content) { return content }
        }
        if let content = look() { return content }
        let reason = state.withLock { $0.failure?.reason } ?? "PostHog has not answered yet"
        throw .unavailable("there are no flag definitions yet: \(reason)", retryAfterSeconds: 5)
    }

    /// Whether nothing more is to be expected soon.
    private func isComplete(_ content: Content) -> Bool {
        content.catalog.completeFor != nil || state.withLock(\.hasTriedCatalog)
    }

    /// Where the flags come from.
    func source(of content: Content) -> FlagSnapshot.Source {
        FlagFreshness(intervalSeconds: settings.interval / .seconds(1), startedAt: startedAt).source(
            confirmedAt: content.confirmedAt, failedAt: failedAt, now: clock.now)
    }

    /// Whether PostHog did not answer the last question.
    var isOutage: Bool {
        guard let failedAt else { return false }
        let mark = confirmation.time
        return state.withLock { state in
            state.seenConfirmation.see(mark, by: clock)
            return failedAt > max(state.confirmedAt, state.seenConfirmation.moment ?? .distantPast)
        }
    }

    private var failedAt: Timestamp? {
        let mark = failure.time
        return state.withLock { state in
            state.seenFailure.see(mark, by: clock)
            return [state.failure?.at, state.seenFailure.moment].compactMap(\.self).max()
        }
    }

    /// What is in memory, when the files have not changed since.
    private var known: Content? {
        let documentFile = definitionsFile.state
        let catalogFile = catalogFile.state
        let mark = confirmation.time
        return state.withLock { state in
            guard let document = state.document, let flags = state.flags, state.catalogFile == catalogFile,
                state.documentFile == documentFile
            else { return nil }
            state.seenConfirmation.see(mark, by: clock)
            if let confirmedAt = state.seenConfirmation.moment, documentFile != nil {
                state.confirmedAt = max(state.confirmedAt, confirmedAt)
            }
            return Content(
                document: document, catalog: state.catalog, flags: flags, confirmedAt: state.confirmedAt)
        }
    }

    private func readDefinitions() {
        let known = state.withLock { $0.documentFile }
        guard let now = definitionsFile.state, now != known else {
            // A copy that somebody removed is not forgotten.
            if definitionsFile.state == nil { state.withLock { $0.documentFile = nil } }
            return
        }
        do {
            guard let (bytes, file) = try definitionsFile.read() else { return }
            let copy = try DefinitionsCopy(bytes)
            guard copy.project == project else {
                logger.notice("the flag definitions on disk are of another project and are not used")
                return state.withLock { $0.documentFile = file }
            }
            state.withLock { state in
                guard state.documentFile == known else { return }
                state.document = copy.document
                state.documentFile = file
                state.confirmedAt = clock.moment(ofMark: file.modifiedAt)
                state.flags = nil
            }
        } catch {
            logger.error("the flag definitions on disk cannot be used", metadata: ["error": "\(error)"])
            state.withLock { $0.documentFile = now }
        }
    }

    private func readCatalog() {
        let known = state.withLock { $0.catalogFile }
        guard let now = catalogFile.state, now != known else {
            if catalogFile.state == nil { state.withLock { $0.catalogFile = nil } }
            return
        }
        do {
            guard let (bytes, file) = try catalogFile.read() else { return }
            let catalog = FlagCatalog(try JSON(parsing: bytes, limits: Self.catalogLimits), project: project)
            state.withLock { state in
                guard state.catalogFile == known else { return }
                if let catalog, catalog != state.catalog {
                    state.catalog = catalog
                    state.flags = nil
                }
                state.catalogFile = file
            }
        } catch {
            logger.error("the flag catalogue on disk cannot be used", metadata: ["error": "\(error)"])
            state.withLock { $0.catalogFile = now }
        }
    }

    /// The project's, as far as it is known.
    private func timeZone(of catalog: FlagCatalog) -> ProjectTimeZone {
        guard let name = catalog.timeZone else { return .utc }
        if let zone = TimeZoneDatabase.system.zone(named: name) { return zone }
        logger.error(
            "the project's time zone is not known on this machine: flags read dates without an offset as UTC",
            metadata: ["time_zone": "\(name)", "directory": "\(TimeZoneDatabase.system.directory)"])
        return .utc
    }

    /// Compiles what is known; the set stays the same object as long as nothing in it changes.
    ///
    /// A write that comes while it compiles must be in what it leaves behind: whoever wrote reads next.
    private func compile() {
        while true {
            let (document, catalog, changes, isCompiled) = state.withLock {
                ($0.document, $0.catalog, $0.changes, $0.flags != nil)
            }
            guard let document, !isCompiled else { return }
            let flags = FlagAssembly(document: document, catalog: catalog).compiled(in: timeZone(of: catalog))
            let isCurrent = state.withLock { state in
                guard state.changes == changes else { return false }
                state.flags = state.lastFlags.flatMap { $0.version == flags.version ? $0 : nil } ?? flags
                state.lastFlags = state.flags
                return true
            }
            if isCurrent { return }
        }
    }
}
