import ArgumentParser
import Gateway

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Fill the store once with two weeks of made-up traffic, and with flags unless it has some.")

    @Option(help: "The name of the PostHog project, where the settings name one: the events stay in it.")
    var confirm: String?

    func run() async throws {
        let stored = try await GatewayApplication.fillWithDemoTraffic(settings: .fromEnvironment(), confirming: confirm)
        print(stored == 0 ? "The demo traffic is there already." : "Stored \(stored) demo events.")
    }
}
