import ArgumentParser
import Gateway

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Fill the store once with two weeks of made-up traffic.")

    func run() async throws {
        let stored = try await GatewayApplication.fillWithDemoTraffic(settings: .fromEnvironment())
        print(stored == 0 ? "The demo traffic is there already." : "Stored \(stored) demo events.")
    }
}
