import FastCGI
import Hummingbird
import HummingbirdFastCGI
import Logging
import ServiceLifecycle
import Testing

/// Starting and stopping an application.
@Suite struct LifecycleTests {
    @Test func `Graceful shutdown of a service group ends the server after the running request`() async throws {
        let (ports, started) = AsyncStream.makeStream(of: UInt16.self)
        let router = Router(context: BasicFastCGIRequestContext.self)
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        router.get("slow") { _, _ in
            enter.yield()
            for await _ in gate { break }
            return "finished"
        }
        var server = ServerConfiguration(address: .tcp(host: "127.0.0.1", port: 0))
        server.handlesSignals = false
        server.drainDeadline = .seconds(600)
        let configuration = FastCGIApplicationConfiguration(
            server: server,
            onServerRunning: { server in
                if case .tcp(_, let port) = server.boundAddress { started.yield(port) }
            }
        )
        let application = FastCGIApplication(router: router, configuration: configuration, logger: TestRoutes.logger)
        let group = ServiceGroup(configuration: .init(services: [application], logger: TestRoutes.logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await port in ports {
                let client = try FastCGIClient(port: port)
                try await client.send(TestServer.parameters("GET", "/slow"), body: [])
                for await _ in entered { break }
                await group.triggerGracefulShutdown()
                open.yield()
                #expect(try await client.receive().text == "finished")
                break
            }
            try await tasks.waitForAll()
        }
    }

    @Test func `An address that cannot be listened on is an error of run`() async throws {
        let server = ServerConfiguration(address: .unix(path: "/no/such/directory/x.sock"))
        let application = TestRoutes.application(FastCGIApplicationConfiguration(server: server))
        await #expect(throws: FastCGIError.self) { try await application.run() }
    }
}
