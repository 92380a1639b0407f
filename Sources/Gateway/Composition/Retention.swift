import Access
import Analytics
import Logging

/// Deletes what is older than the settings allow, once an hour.
struct Retention: Sendable {
    let settings: Settings
    let engine: GatewayEngine
    let logger: Logger
    var clock = SystemClock()

    /// Runs until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                try await sweep()
            } catch {
                logger.error("old events could not be deleted", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: .seconds(3_600))
        }
    }

    func sweep() async throws(EventStoreError) {
        if engine.choice == .embedded, let moment = moment(settings.eventRetentionDays) {
            let deleted = try await engine.events.deleteEvents(before: moment)
            if deleted > 0 { logger.info("old events deleted", metadata: ["events": "\(deleted)"]) }
        }
        if let moment = moment(settings.auditRetentionDays) {
            try await engine.access.deleteAuditEntries(before: moment)
        }
    }

    /// The moment before which things are deleted; nil when they are kept for ever.
    private func moment(_ days: Int) -> Timestamp? {
        days > 0 ? TimeWindow(days: days, until: clock.now).start : nil
    }
}
