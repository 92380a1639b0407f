import Access
import Analytics
import FeatureFlags
import Foundation
import Logging
import PostHogClient
import PostHogEngine
import SQLiteEngine

/// Brings flags and cohorts over, by the plan an import has: flags by key, cohorts by name.
final class MigrationFlags: Sendable {
    /// What the target's flags are followed with meanwhile; gone with this object.
    private let directory: String
    private let store: PostHogFlagStore

    /// - Parameter source: its audit log has a row of every change.
    init(target: MigrationTarget, source: SQLiteEngine, logger: Logger) throws(MigrationError) {
        directory = NSTemporaryDirectory() + "posthog-gateway-migrate-" + UUID().uuidString
        var configuration = PostHogConfiguration(credentials: target.credentials)
        configuration.logger = logger
        let credentials = target.credentials
        let upstream = PostHogUpstream(configuration, credentials: { credentials }, logger: logger)
        do throws(EventStoreError) {
            store = try PostHogFlagStore(
                directory: directory, upstream: upstream,
                settings: FlagMirrorSettings(firstAnswer: .seconds(30)),
                recordAudit: { entry throws(EventStoreError) in try await source.record(entry) }, logger: logger)
        } catch {
            throw MigrationError(error)
        }
    }

    /// Ends following the target.
    func close() async {
        // Nothing of it is needed any more, and what was moved is moved.
        try? await store.close()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// What there is to do, as the project is now, and what is there to move, with what cannot be read of it.
    func plan(from source: SQLiteEngine) async throws(MigrationError) -> (ImportPlan, FlagExport) {
        do throws(FlagStoreError) {
            let export = FlagExport(try await source.snapshot().flags, includesArchived: true)
            let stored = try await store.currentFlags()
            do throws(FlagProblem) {
                return (ImportPlan(try DefinitionsFile(json: export.json), onto: stored), export)
            } catch {
                throw FlagStoreError.invalid([error])
            }
        } catch {
            throw MigrationError(error)
        }
    }

    /// Makes one write of a plan.
    func carryOut(
        _ step: ImportStep, with references: inout ImportReferences
    ) async throws(FlagStoreError) {
        try await store.carryOut(step, with: &references, by: origin)
    }

    /// Puts persons into a static cohort of the project.
    func addMembers(
        toCohort id: Int64, _ persons: [(distinctID: String, personID: String)]
    ) async throws(FlagStoreError) {
        try await store.addMembers(toCohort: id, persons, by: origin)
    }

    private var origin: ChangeOrigin {
        ChangeOrigin(actor: FlagActor(name: "posthog-gateway migrate"), time: SystemClock().now, isImport: true)
    }
}
