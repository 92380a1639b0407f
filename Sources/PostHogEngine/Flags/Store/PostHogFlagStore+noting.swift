import Analytics
import FeatureFlags
import JSON
import Logging

/// What is kept here of a change that PostHog has made.
///
/// Whoever asked for the change is told that it is made even when a disk is full: the log says what could not be kept,
/// and PostHog's definitions and activity log have the change.
extension PostHogFlagStore {
    /// Keeps who made a change and why.
    /// - Returns: the flag with the callers of the gateway that made it what it is.
    func writeJournal(_ entry: JournalEntry, leaving flag: FeatureFlag) async -> FeatureFlag {
        var attributed = flag.attributed([flag.version: entry])
        do throws(FlagStoreError) {
            var known = try await journal.changes(flagID: flag.id)
            known[flag.version] = entry
            attributed = flag.attributed(known)
            try await journal.add(entry, leaving: attributed)
        } catch {
            report(error, of: entry)
        }
        return attributed
    }

    /// Keeps who made a change of a flag that cannot be read, and why.
    func writeJournal(_ entry: JournalEntry, leaving definition: JSON, isDeleted: Bool) async {
        do throws(FlagStoreError) {
            try await journal.add(entry, leaving: definition, isDeleted: isDeleted)
        } catch {
            report(error, of: entry)
        }
    }

    private func report(_ error: FlagStoreError, of entry: JournalEntry) {
        logger.critical(
            "a flag is changed and the journal could not be written",
            metadata: [
                "flag": "\(entry.key)", "version": "\(entry.version)", "actor": "\(entry.origin.actor.name)",
                "error": "\(error)",
            ])
    }

    /// Shows a changed flag to every reader at once, not only when PostHog's definitions have it.
    func show(_ flag: FeatureFlag) async {
        await show("flag \(flag.key)") { $0.write(flag, at: WallClock.now) }
    }

    /// Shows what PostHog has to every reader at once, not only when it is asked for it next.
    /// - Parameter subject: what it is, for the log.
    func show(_ subject: String, _ change: @Sendable (inout FlagCatalog) -> Void) async {
        do throws(FlagStoreError) {
            try await mirror.change(change)
        } catch {
            logger.error(
                "the flag catalogue cannot be kept, and readers learn late what has changed",
                metadata: ["subject": "\(subject)", "error": "\(error)"])
        }
    }
}
