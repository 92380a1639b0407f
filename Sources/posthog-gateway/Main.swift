import ArgumentParser
import FastCGI
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
        } catch  where GatewayCommand.exitCode(for: error) == .validationFailure && FlagsCommand.isAskedFor {
            StandardError.print(GatewayCommand.fullMessage(for: error))
            exit(SyncStatus.usage.rawValue)
        } catch {
            GatewayCommand.exit(withError: error)
        }
    }
}
