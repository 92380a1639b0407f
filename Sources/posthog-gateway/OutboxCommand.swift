import ArgumentParser
import Gateway
import ManifestSync

struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "Show what waits for PostHog, and the events it refused.",
        discussion: """
            The newest refused events are listed, each with the time, its UUID, and PostHog's status and words. A \
            gateway may run on the same data directory.

            \(OutboxStatus.help)
            """)

    @Flag(help: "Put the refused events back into the queue; the gateway sends them again.")
    var revive = false

    func run() async throws {
        let review = await OutboxReview.run(revives: revive)
        for line in review.lines {
            switch review.status {
            case .clear, .refusals: print(line)
            case .settings, .outOfReach: StandardError.print("posthog-gateway outbox: \(line)")
            }
        }
        throw ExitCode(review.status.rawValue)
    }
}
