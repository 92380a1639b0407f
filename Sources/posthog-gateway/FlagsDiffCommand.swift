import ArgumentParser
import ManifestSync

struct FlagsDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Print what differs between the manifest file and the gateway.",
        discussion: """
            + is only in the file, - only in the gateway, ~ differs: what the gateway has → what the file has. \
            \(SyncStatus.help)
            """)

    @OptionGroup var options: FlagsOptions

    func run() async throws {
        try await options.run { await $0.diff() }
    }
}
