import ArgumentParser

/// The command line.
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "posthog-gateway",
        abstract: "Look up what happened to a user, behind a web server that speaks FastCGI.",
        discussion: "Settings are read from .env.local, .env and the environment; the README lists them.",
        subcommands: [
            ServeCommand.self, TokenCommand.self, DemoCommand.self, CheckCommand.self, FlagsCommand.self,
            MigrateCommand.self, OutboxCommand.self,
        ],
        defaultSubcommand: ServeCommand.self)
}
