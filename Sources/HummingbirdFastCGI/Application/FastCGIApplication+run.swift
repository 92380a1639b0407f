import FastCGI
import FoundationEssentials
import Logging
public import ServiceLifecycle

extension FastCGIApplication: Service {
    /// Serves until the server is stopped, and returns when running requests are done.
    ///
    /// Listens as ``FastCGIApplicationConfiguration/server`` says. Without it the environment decides: a listening
    /// socket from systemd (`LISTEN_FDS`) or on descriptor 0 (FastCGI specification §2.2) is served; a program started
    /// with `GATEWAY_INTERFACE` answers its one request as CGI.
    ///
    /// Graceful shutdown of a `ServiceGroup`, and cancelling the task, stop the server; in a group set the server's
    /// `handlesSignals` to false, as the group listens for signals itself.
    ///
    /// - Throws: `FastCGIError` when the address cannot be listened on; ``FastCGIApplicationError``
    public func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let mode = try LaunchMode(
            configured: configuration.server,
            inherited: ListenAddress.inherited(from: environment),
            environment: environment
        )
        switch mode {
        case .cgi:
            try await CGI.serveOnce(environment: environment, handler: handle)
        case .fastCGI(let serverConfiguration):
            let server = FastCGIServer(configuration: serverConfiguration, logger: logger, handler: handle)
            try server.bind()
            await configuration.onServerRunning(server)
            try await withTaskCancellationOrGracefulShutdownHandler {
                try await server.run()
            } onCancelOrGracefulShutdown: {
                server.stop()
            }
        }
    }
}
