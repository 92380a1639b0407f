import ArgumentParser
import ManifestSync

struct FlagsPullCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Write the gateway's flags into the manifest file.",
        discussion: "A file that says the same already is left untouched. \(SyncStatus.help)")

    @OptionGroup var options: FlagsOptions

    func run() async throws {
        try await options.run { await $0.pull() }
    }
}
