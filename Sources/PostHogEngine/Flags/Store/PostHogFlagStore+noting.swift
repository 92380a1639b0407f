import Analytics
import FeatureFlags
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
            logger.critical(
                "a flag is changed and the journal could not be written",
                metadata: [
                    "flag": "\(entry.key)", "version": "\(entry.version)", "actor": "\(entry.origin.actor.name)",
                    "error": "\(error)",
                ])
        }
        return attributed
    }

    /// Shows a changed flag to every reader at once, not only when PostHog's definitions have it.
    func show(_ flag: FeatureFlag) async {
        do throws(FlagStoreError) {
            try await mirror.change { $0.write(flag, at: WallClock.now) }
        } catch {
            logger.error(
                "a flag is changed, which readers learn with the next definitions",
                metadata: ["flag": "\(flag.key)", "error": "\(error)"])
        }
    }
}
