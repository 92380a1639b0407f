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
            var command = try GatewayCommand.parseAsRoot(Self.arguments)
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

    /// The arguments of whoever started the program. Of a CGI program that is anybody who makes a request: its web server
    /// hands it a query without `=` as arguments (RFC 3875 §4.4).
    private static var arguments: [String] {
        let interface = getenv("GATEWAY_INTERFACE").map { ["GATEWAY_INTERFACE": String(cString: $0)] }
        return CGI.isRequest(environment: interface ?? [:]) ? [] : Array(CommandLine.arguments.dropFirst())
    }

    /// What a command with exit codes of its own ends with when its arguments are wrong.
    private static var ownStatusOfWrongArguments: Int32? {
        switch CommandLine.arguments.dropFirst().first {
        case FlagsCommand.configuration.commandName: SyncStatus.usage.rawValue
        case MigrateCommand.configuration.commandName: MigrationStatus.settings.rawValue
        case OutboxCommand.configuration.commandName: OutboxStatus.settings.rawValue
        default: nil
        }
    }
}
