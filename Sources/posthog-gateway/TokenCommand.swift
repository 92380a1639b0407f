import ArgumentParser
import Gateway

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Print the tokens, one name and value per line; made when there are none yet.")

    func run() async throws {
        for (name, value) in try await GatewayApplication.tokens(settings: .fromEnvironment()) {
            print(name, value)
        }
    }
}
