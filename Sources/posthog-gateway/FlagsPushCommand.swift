import ArgumentParser
import ManifestSync

struct FlagsPushCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Create and change in the gateway what differs in the manifest file.",
        discussion: """
            Type, default and description are compared, as the OpenFeature CLI does. A new flag is on for nobody until \
            its rollout is set. \(SyncStatus.help)
            """)

    @OptionGroup var options: FlagsOptions

    @Flag(help: "Only print what would be done.")
    var dryRun = false

    @Flag(help: "Take flags that the file does not have out of the gateway (it archives them unless set up to delete).")
    var delete = false

    @Option(help: "Why, for the history of the flags.")
    var reason: String?

    func run() async throws {
        try await options.run(reason: reason) { await $0.push(isTrial: dryRun, deletes: delete) }
    }
}
