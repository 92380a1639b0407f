import ArgumentParser
import FastCGI
import Gateway

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Move the embedded store to a PostHog project.",
        discussion: """
            Sends the events of GATEWAY_DATA_DIR to the project that POSTHOG_API_KEY (a personal API key), \
            POSTHOG_PROJECT_ID and POSTHOG_HOST name, with their own UUIDs and times, in the order they were stored; \
            then what is known of persons and groups, cohorts and flags; and compares the counts of events by day and \
            name at the end.

            Progress is kept in migration.json in the data directory after every batch. A run that was cut short goes \
            on where it stopped, and running it again sends only what is new. The gateway may go on taking events \
            meanwhile: run it once more after the switch for what came in last.

            \(MigrationStatus.help)
            """)

    @Flag(help: "Only show counts, differences, and the flags to create; nothing is sent.")
    var dryRun = false

    @Flag(help: "Change flags and cohorts of the project that differ; otherwise they are listed and stay.")
    var overwriteFlags = false

    @Flag(help: "Do not ask before sending.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "How many seconds to wait at the end until PostHog shows what it has taken; 0 to 3600.",
            valueName: "seconds"))
    var wait: Int = Int(MigrationOptions.defaultPatience.components.seconds)

    func validate() throws {
        guard (0...3_600).contains(wait) else {
            throw ValidationError("--wait must be from 0 to 3600 seconds, got \(wait).")
        }
    }

    func run() async throws {
        // This command has no server that would end it in an orderly way: an interrupt may end it at once.
        FastCGIServer.unblockSignals()
        let options = MigrationOptions(
            isTrial: dryRun, overwritesFlags: overwriteFlags, isConfirmed: yes, patience: .seconds(wait))
        throw ExitCode(await Migration.run(options).rawValue)
    }
}
