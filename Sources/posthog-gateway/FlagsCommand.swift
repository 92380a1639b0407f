import ArgumentParser
import ManifestSync

struct FlagsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flags", abstract: "Keep a manifest file and a gateway in step, without the OpenFeature CLI.",
        discussion: SyncStatus.help,
        subcommands: [FlagsPullCommand.self, FlagsPushCommand.self, FlagsDiffCommand.self])
}
