import FastCGI
import Glibc
import Logging
import Synchronization
import Testing

struct ShutdownTests {
    @Test func stoppingAnIdleServerIsQuickAndRemovesTheSocket() async throws {
        let path = Mutex("")
        try await withServer {
            $0.drainDeadline = .seconds(60)
        } handler: { exchange in
            await ok(exchange)
        } body: { server throws in
            path.withLock { $0 = server.path }
            let kept = try server.client()
            #expect(try kept.roundTrip().text == "ok")
            let silent = try server.client()
            server.wait(for: "both are connected") { $0.connectionsIdle == 2 }
            #expect(access(server.path, F_OK) == 0)
            server.server.stop()
            #expect(try kept.isAtEnd())
            #expect(try silent.isAtEnd())
        }
        #expect(access(path.withLock { $0 }, F_OK) != 0)
    }

    @Test func aRunningRequestIsFinishedBeforeTheServerStops() async throws {
        let isStarted = Mutex(false)
        let isStopped = Mutex(false)
        try await withServer(
            handler: { exchange in
                isStarted.withLock { $0 = true }
                waitUntil("the server is stopping") { isStopped.withLock { $0 } }
                try? await Task.sleep(for: .milliseconds(100))
                await ok(exchange)
            },
            body: { server throws in
                let client = try server.client()
                try client.request()
                waitUntil("the request runs") { isStarted.withLock { $0 } }
                server.server.stop()
                waitUntil("nobody can connect any more") { (try? server.client()) == nil }
                isStopped.withLock { $0 = true }
                let response = try client.readResponse()
                #expect(response.text == "ok")
                #expect(response.isComplete)
                #expect(try client.isAtEnd())
            })
    }

    @Test func anUploadInProgressIsFinishedBeforeTheServerStops() async throws {
        let isStarted = Mutex(false)
        try await withServer(
            handler: { exchange in
                isStarted.withLock { $0 = true }
                await echo(exchange)
            },
            body: { server throws in
                let client = try server.client()
                let body = [UInt8](repeating: 5, count: 200_000)
                let stream = Record.stream(Record.stdin, body)
                try client.send(
                    Record.begin(keep: true)
                        + Record.stream(Record.params, Record.pairs([("CONTENT_LENGTH", "200000")])))
                try client.send(Array(stream.prefix(100_000)))
                waitUntil("the request runs") { isStarted.withLock { $0 } }
                server.server.stop()
                waitUntil("nobody can connect any more") { (try? server.client()) == nil }
                try client.send(Array(stream.dropFirst(100_000)))
                #expect(try client.readResponse().body == body)
                #expect(try client.isAtEnd())
            })
    }

    @Test func connectionsInTheQueueAreServedBeforeTheServerStops() async throws {
        let isStarted = Mutex(false)
        let goOn = Mutex(false)
        try await withServer {
            $0.workers = 1
        } handler: { exchange in
            isStarted.withLock { $0 = true }
            waitUntil("the queue is filled") { goOn.withLock { $0 } }
            await ok(exchange)
        } body: { server throws in
            let first = try server.client()
            try first.request()
            waitUntil("the only worker is busy") { isStarted.withLock { $0 } }
            let queued = try (0..<5).map { _ in try server.client() }
            for client in queued { try client.request() }
            server.wait(for: "the queue is seen") { $0.queueDepth > 0 && $0.workersIdle == 0 }
            server.server.stop()
            waitUntil("nobody can connect any more") { (try? server.client()) == nil }
            goOn.withLock { $0 = true }
            for client in [first] + queued { #expect(try client.readResponse().text == "ok") }
        }
    }

    @Test func aRequestBeyondTheDrainDeadlineIsCancelledAnd503() async throws {
        let isStarted = Mutex(false)
        try await withServer {
            $0.drainDeadline = .milliseconds(100)
        } handler: { exchange in
            isStarted.withLock { $0 = true }
            try? await Task.sleep(for: .seconds(60))
        } body: { server throws in
            let client = try server.client()
            try client.request()
            waitUntil("the request runs") { isStarted.withLock { $0 } }
            server.server.stop()
            #expect(try client.readResponse().status == 503)
            #expect(try client.isAtEnd())
        }
    }

    @Test func requestsThatBeginAfterTheDrainDeadlineAre503Too() async throws {
        let isStarted = Mutex(false)
        try await withServer {
            $0.workers = 1
            $0.drainDeadline = .milliseconds(100)
        } handler: { _ in
            isStarted.withLock { $0 = true }
            try? await Task.sleep(for: .seconds(60))
        } body: { server throws in
            let first = try server.client()
            try first.request()
            waitUntil("the only worker is busy") { isStarted.withLock { $0 } }
            let queued = try (0..<3).map { _ in try server.client() }
            for client in queued { try client.request() }
            server.wait(for: "the queue is seen") { $0.queueDepth > 0 && $0.workersIdle == 0 }
            server.server.stop()
            for client in [first] + queued { #expect(try client.readResponse().status == 503) }
        }
    }

    @Test func aHandlerThatNeverReturnsDoesNotKeepTheServer() async throws {
        let isStarted = Mutex(false)
        let goOn = Mutex(false)
        try await withServer {
            $0.drainDeadline = .milliseconds(50)
        } handler: { exchange in
            isStarted.withLock { $0 = true }
            waitUntil("the server has stopped") { goOn.withLock { $0 } }
            _ = exchange
        } body: { server throws in
            let client = try server.client()
            try client.request()
            waitUntil("the request runs") { isStarted.withLock { $0 } }
            server.server.stop()
            #expect(try client.readResponse().status == 503)
        }
        // The server has ended while the handler still waits for this.
        goOn.withLock { $0 = true }
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGUSR1, SIGHUP])
    func aSignalStopsTheServer(signal: Int32) async throws {
        let server = try await withSignalledServer(handler: ok) { address, kill throws in
            let client = try Client(address)
            #expect(try client.roundTrip().text == "ok")
            try kill(signal)
            #expect(try client.isAtEnd())
        }
        #expect(server.statistics.requests == 1)
    }

    @Test func aSecondSignalDoesNotWaitForTheDrainDeadline() async throws {
        let isStarted = Mutex(false)
        let goOn = Mutex(false)
        _ = try await withSignalledServer {
            $0.drainDeadline = .seconds(600)
        } handler: { _ in
            isStarted.withLock { $0 = true }
            waitUntil("the server has stopped") { goOn.withLock { $0 } }
        } body: { address, kill throws in
            let client = try Client(address)
            try client.request()
            waitUntil("the request runs") { isStarted.withLock { $0 } }
            try kill(SIGTERM)
            waitUntil("nobody can connect any more") { (try? Client(address)) == nil }
            try kill(SIGTERM)
            #expect(try client.readResponse().status == 503)
        }
        // The server has ended while the handler still waits for this.
        goOn.withLock { $0 = true }
    }

    /// Runs a server that listens for signals while `body` talks to it and signals its supervisor; waits for its end.
    private func withSignalledServer(
        _ configure: (inout ServerConfiguration) -> Void = { _ in },
        handler: @escaping @Sendable (Exchange) async -> Void,
        body: @escaping @Sendable (ListenAddress?, (Int32) throws -> Void) throws -> Void
    ) async throws -> FastCGIServer {
        var configuration = ServerConfiguration(address: .tcp(host: "127.0.0.1", port: 0))
        configuration.setLimitsOutOfReach()
        configure(&configuration)
        let server = FastCGIServer(configuration: configuration, logger: Logger(label: "test"), handler: handler)
        try server.bind()
        let address = server.boundAddress
        let supervisor = Mutex<pthread_t?>(nil)
        let run = try TestThread {
            FastCGIServer.blockSignals()
            supervisor.withLock { $0 = pthread_self() }
            try server.runBlocking()
        }
        let talk = try TestThread {
            // A body that failed has sent no signal; after one that did not, this does nothing.
            defer { server.stop() }
            try body(address) { signal in
                // To the supervisor's thread alone: the other threads of a test process do not block signals.
                let thread = try #require(supervisor.withLock { $0 })
                #expect(pthread_kill(thread, signal) == 0)
            }
        }
        try await run.value
        try await talk.value
        return server
    }

    @Test func stoppingBeforeRunningMakesTheRunReturn() throws {
        let configuration = ServerConfiguration(address: .tcp(host: "127.0.0.1", port: 0))
        let server = FastCGIServer(configuration: configuration.quiet, logger: Logger(label: "test"), handler: ok)
        server.stop()
        try server.runBlocking()
        for again in [server.runBlocking, server.bind] as [() throws -> Void] {
            let error = #expect(throws: FastCGIError.self) { try again() }
            #expect(error?.code == .alreadyRunning)
        }
    }

    @Test func cancellingTheRunStopsTheServer() async throws {
        let configuration = ServerConfiguration(address: .tcp(host: "127.0.0.1", port: 0))
        let server = FastCGIServer(configuration: configuration.quiet, logger: Logger(label: "test"), handler: ok)
        try server.bind()
        let task = Task { try await server.run() }
        let address = server.boundAddress
        _ = try await TestThread { try Client(address).roundTrip() }.value
        task.cancel()
        try await task.value
        #expect(server.statistics.requests == 1)
    }

    @Test func statisticsOutliveTheRun() async throws {
        let server = Mutex<FastCGIServer?>(nil)
        try await withServer(handler: echo) { running throws in
            server.withLock { $0 = running.server }
            #expect(try running.client().roundTrip(body: [1, 2, 3]).status == 200)
        }
        let statistics = try #require(server.withLock { $0?.statistics })
        #expect(statistics.requests == 1)
        #expect(statistics.requestBytes == 3)
        #expect(statistics.responseBytes > 40)
        #expect(statistics.connectionsOpen == 0)
        #expect(statistics.workersBusy == 0)
        #expect(statistics.workersBusyMax == 1)
    }
}

extension ServerConfiguration {
    /// The configuration of a server that leaves the process's signals alone.
    var quiet: ServerConfiguration {
        var result = self
        result.handlesSignals = false
        return result
    }
}
