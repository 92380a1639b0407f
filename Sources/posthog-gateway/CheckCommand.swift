import ArgumentParser
import Gateway

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the settings and exit; 1 with one line when one is wrong.")

    func run() async throws {
        try await GatewayApplication.check(settings: .fromEnvironment())
        print("The settings are fine.")
    }
}
