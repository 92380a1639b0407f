import ArgumentParser
import FastCGI
import Gateway
import Glibc
import ManifestSync

@main
enum Main {
    static func main() async {
        // Before any thread or file exists: signals belong to the server's own thread, and 0 to 2 must be open.
        FastCGIServer.openStandardDescriptors()
        FastCGIServer.blockSignals()
        FastCGIServer.shareHeaps()
        do {
            var command = try GatewayCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            if GatewayCommand.exitCode(for: error) == .validationFailure, let status = ownStatusOfWrongArguments {
                StandardError.print(GatewayCommand.fullMessage(for: error))
                exit(status)
            }
            GatewayCommand.exit(withError: error)
        }
    }

    /// What a command with exit codes of its own ends with when its arguments are wrong.
    private static var ownStatusOfWrongArguments: Int32? {
        switch CommandLine.arguments.dropFirst().first {
        case FlagsCommand.configuration.commandName: SyncStatus.usage.rawValue
        case MigrateCommand.configuration.commandName: MigrationStatus.settings.rawValue
        default: nil
        }
    }
}
