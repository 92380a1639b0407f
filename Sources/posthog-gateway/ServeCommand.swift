import ArgumentParser
import Gateway

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Answer requests until SIGTERM, SIGINT, SIGUSR1 or SIGHUP (the default).")

    func run() async throws {
        try await GatewayApplication(settings: .fromEnvironment()).run()
    }
}
