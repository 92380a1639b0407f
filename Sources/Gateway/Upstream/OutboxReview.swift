import Analytics
import Logging
import PostHogClient
import PostHogEngine

/// What waits in the outbox of the settings' data directory and what PostHog refused, for a person at a terminal; a
/// gateway may run meanwhile.
public struct OutboxReview: Sendable {
    /// The most refused events that are listed, the newest.
    private static let longestList = 20

    public let status: OutboxStatus
    public let lines: [String]

    /// - Parameter revives: whether the refused events go back into the queue; a running gateway sends them then.
    public static func run(revives: Bool) async -> OutboxReview {
        do {
            let settings = try Settings.fromEnvironment()
            guard let posthog = settings.posthog else {
                return OutboxReview(
                    status: .settings,
                    lines: ["the settings name no PostHog project, and only its engine has an outbox"])
            }
            return try await look(settings.dataDirectory, posthog.credentials, revives: revives)
        } catch let error as SettingError {
            return OutboxReview(status: .settings, lines: ["\(error)"])
        } catch {
            return OutboxReview(status: .outOfReach, lines: ["\(error)"])
        }
    }

    private static func look(
        _ directory: String, _ credentials: PostHogCredentials, revives: Bool
    ) async throws(EventStoreError) -> OutboxReview {
        var logger = Logger(label: "outbox", factory: { StandardErrorLogHandler(label: $0) })
        logger.logLevel = .error
        let upstream = PostHogUpstream(
            PostHogConfiguration(credentials: credentials), credentials: { credentials }, logger: logger)
        let outbox = try Outbox(directory: directory, upstream: upstream, delivers: false, logger: logger)
        let revived = revives ? try await outbox.reviveDeadEvents() : 0
        let statistics = try await outbox.statistics()
        let refused = try await outbox.deadEvents(limit: longestList)
        try await outbox.close()

        var lines = [
            "Waiting: \(statistics.waiting), for other projects: \(statistics.waitingElsewhere)",
            "Delivered since the outbox was made: \(statistics.delivered)",
        ]
        if revives { lines.append("Put back into the queue: \(revived)") }
        lines.append("Refused and kept: \(statistics.deadKept)")
        lines += refused.map { "\($0.setAsideAt) \($0.uuid) \($0.status) \($0.reason)" }
        if statistics.deadKept > refused.count { lines.append("and \(statistics.deadKept - refused.count) older ones") }
        return OutboxReview(status: statistics.deadKept > 0 ? .refusals : .clear, lines: lines)
    }
}
