import Analytics
import FeatureFlags
import Glibc
import Logging
import PostHogClient
import PostHogEngine
import SQLiteEngine

/// Moves the embedded store to a PostHog project: events, persons, groups, cohorts and flags.
///
/// Everything carries its own UUID, and progress is kept after each batch PostHog has taken, so a move that was cut
/// short goes on where it stopped, and a repeated one sends only what is new.
public struct Migration {
    /// The variables that say where to move; the first two are one setting (DESIGN §8).
    private static let variables = [
        "POSTHOG_API_KEY", "POSTHOG_SECRET_KEY", "POSTHOG_PROJECT_ID", "POSTHOG_HOST", "POSTHOG_PROJECT_TOKEN",
    ]

    let options: MigrationOptions
    let source: SQLiteEngine
    let target: MigrationTarget
    let file: MigrationFile
    let console: MigrationConsole
    let logger: Logger
    var progress: MigrationProgress
    /// Whether anything was left out.
    var hasLeftOut = false

    /// Moves, or only shows what a move would do; says on the console what becomes of it.
    public static func run(_ options: MigrationOptions) async -> MigrationStatus {
        let console = MigrationConsole()
        do throws(MigrationError) {
            return try await run(options, console)
        } catch {
            console.complain(error.description)
            return error.status
        }
    }

    private static func run(
        _ options: MigrationOptions, _ console: MigrationConsole
    ) async throws(MigrationError) -> MigrationStatus {
        let (directory, credentials) = try await settings()
        guard access(directory + "/gateway.sqlite", R_OK) == 0 else { throw .noStore(directory) }
        var logger = Logger(label: "migrate") { StandardErrorLogHandler(label: $0) }
        logger.logLevel = .error
        let lock = options.isTrial ? nil : try MigrationLock(directory: directory)
        defer { withExtendedLifetime(lock) {} }
        let source: SQLiteEngine
        do throws(EventStoreError) {
            source = try SQLiteEngine(directory: directory, logger: logger)
        } catch {
            throw MigrationError(error)
        }
        // What was written, of the move and to the audit log, is durable.
        defer { try? source.close() }
        let target = try await MigrationTarget.reach(credentials, logger: logger)
        let file = MigrationFile(directory: directory)
        let progress = try file.progress(to: target.identity)
        var migration = Migration(
            options: options, source: source, target: target, file: file, console: console, logger: logger,
            progress: progress ?? MigrationProgress(target: target.identity))
        if progress == nil, !options.isTrial {
            try await migration.storing { source throws(EventStoreError) in try await source.forgetMoved() }
        }
        let flags = try MigrationFlags(target: target, source: source, logger: logger)
        let outcome: Result<MigrationStatus, MigrationError>
        do throws(MigrationError) {
            outcome = .success(try await migration.run(flags))
        } catch {
            outcome = .failure(error)
        }
        await flags.close()
        await target.client.shutdown()
        return try outcome.get()
    }

    /// - Returns: the directory of the store, and the credentials of the project.
    private static func settings() async throws(MigrationError) -> (String, PostHogCredentials) {
        do {
            let variable = try Settings.variables()
            var values: [String: String] = [:]
            for name in variables { values[name] = variable(name) }
            let settings = try Settings(variable)
            // The setting is a list for the embedded engine.
            values["POSTHOG_PROJECT_TOKEN"] = SettingsReader(variable).list("POSTHOG_PROJECT_TOKEN").first
            return (settings.dataDirectory, try PostHogCredentials(values, defaultHost: .us))
        } catch let error as PostHogError {
            throw MigrationError.setting(error.detail)
        } catch {
            throw MigrationError.setting("\(error)")
        }
    }

    private mutating func run(_ flags: MigrationFlags) async throws(MigrationError) -> MigrationStatus {
        let (plan, export) = try await flags.plan(from: source)
        if !export.malformed.isEmpty || !export.malformedCohorts.isEmpty { hasLeftOut = true }
        let toMove = try await unsentEvents()
        console.say("From the embedded store to \(target.description)")
        if progress.sentEvents > 0 { console.say("Sent by earlier runs: \(progress.sentEvents) events") }
        console.say("Events to send: \(toMove)")
        report(plan, of: export)
        if options.isTrial {
            let lacking = try await reportMembers(plan)
            let comparison = try await compare(within: .zero)
            report(comparison)
            let isDone = toMove == 0 && plan.steps.isEmpty && plan.isComplete && lacking == 0 && !hasLeftOut
            return isDone && comparison.missing.isEmpty ? .moved : .differences
        }
        try confirm()
        try await moveEvents(total: toMove)
        try await movePersons()
        try await moveGroups()
        let references = try await carryOut(plan, with: flags)
        let comparison = try await compare(within: options.patience)
        report(comparison)
        try await moveMembers(plan, references, with: flags, within: options.patience)
        let late = try await unsentEvents()
        if late > 0 { console.say("\(late) events were stored meanwhile: run it again to send them") }
        return comparison.missing.isEmpty && !hasLeftOut && late == 0 ? .moved : .differences
    }

    private func unsentEvents() async throws(MigrationError) -> Int {
        try await storing { [progress] source throws(EventStoreError) in
            try source.eventCount(after: progress.place)
        }
    }

    private func confirm() throws(MigrationError) {
        guard !options.isConfirmed else { return }
        switch console.confirms("Send this to \(target.description)?") {
        case true?: return
        case false?: throw .notConfirmed("nothing was sent")
        case nil: throw .notConfirmed("give --yes to send this without being asked; nothing was sent")
        }
    }

    /// Asks the embedded store, or tells it how far the move came.
    func storing<Value>(
        _ body: (SQLiteEngine) async throws(EventStoreError) -> Value
    ) async throws(MigrationError) -> Value {
        do throws(EventStoreError) {
            return try await body(source)
        } catch {
            throw MigrationError(error)
        }
    }
}
