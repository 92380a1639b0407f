import Synchronization
import Testing

@testable import FastCGI

/// Handlers that wait give their place among the workers away (`ServerConfiguration.waitingWorkers`).
struct WaitingWorkerTests {
    /// Answers "ok"; a request with a `WAIT` parameter waits for the gate first.
    private static func handler(_ gate: Gate) -> @Sendable (Exchange) async -> Void {
        { exchange in
            if exchange.parameters["WAIT"] != nil { await gate.pass() }
            await ok(exchange)
        }
    }

    /// Opened without a task: those of all tests share few threads, so one may begin when a limit has passed.
    private final class Gate: Sendable {
        private struct State {
            var isOpen = false
            var waiting: [CheckedContinuation<Void, Never>] = []
        }

        private let state = Mutex(State())

        func pass() async {
            await withCheckedContinuation { continuation in
                let isOpen = state.withLock { state in
                    if !state.isOpen { state.waiting.append(continuation) }
                    return state.isOpen
                }
                if isOpen { continuation.resume() }
            }
        }

        func open() {
            let waiting = state.withLock { state in
                state.isOpen = true
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }
    }

    /// Clients whose handlers wait for the gate, each on a thread of its own.
    private final class WaitingClients: Sendable {
        private let count = Mutex(0)

        /// How many were answered "ok" so far.
        var answered: Int { count.withLock { $0 } }

        func start(_ number: Int, at server: TestServer) throws {
            for _ in 0..<number {
                try WorkerThread(name: "test-waiting") { [self] in
                    // A client that fails is missing among the answered, on which the test waits.
                    guard (try? server.client().roundTrip([("WAIT", "1")]).text) == "ok" else { return }
                    count.withLock { $0 += 1 }
                }.detach()
            }
        }
    }

    @Test func waitingHandlersHoldUpNobody() async throws {
        let gate = Gate()
        try await withServer {
            $0.workers = 2
            $0.waitingWorkers = 60
        } handler: {
            await Self.handler(gate)($0)
        } body: { server throws in
            let clients = WaitingClients()
            try clients.start(50, at: server)
            server.wait(for: "all wait") { $0.workersWaiting == 50 }
            #expect(server.statistics.workersIdle == 2)
            let client = try server.client()
            for _ in 0..<100 { #expect(try client.roundTrip().text == "ok") }
            #expect(server.statistics.workersWaiting == 50)
            #expect(server.statistics.workers <= 53)
            gate.open()
            waitUntil("all are answered") { clients.answered == 50 }
            server.wait(for: "nobody is busy") { $0.workersBusy == 0 && $0.workersWaiting == 0 }
            #expect(server.statistics.requests == 150)
        }
    }

    @Test func noMoreThanTheLimitWait() async throws {
        let gate = Gate()
        try await withServer {
            $0.workers = 1
            $0.waitingWorkers = 3
        } handler: {
            await Self.handler(gate)($0)
        } body: { server throws in
            let clients = WaitingClients()
            try clients.start(6, at: server)
            server.wait(for: "all threads wait, the others lie in the queue") {
                $0.queueDepth > 0 && $0.workersBusy == 4
            }
            #expect(server.statistics.workers == 4)
            gate.open()
            waitUntil("all are answered") { clients.answered == 6 }
        }
    }

    @Test func shortWaitsOfManyClientsLoseNothing() async throws {
        try await withServer {
            $0.workers = 2
            $0.waitingWorkers = 8
        } handler: { exchange in
            if exchange.parameters["WAIT"] != nil { try? await Task.sleep(for: .microseconds(200)) }
            await ok(exchange)
        } body: { server throws in
            try inParallel(12) {
                let client = try server.client()
                for number in 0..<200 {
                    #expect(try client.roundTrip(number.isMultiple(of: 3) ? [] : [("WAIT", "1")]).text == "ok")
                }
            }
            #expect(server.statistics.requests == 12 * 200)
        }
    }

    @Test func aStopWithWaitingHandlersAnswersThemAll() async throws {
        let gate = Gate()
        let clients = WaitingClients()
        try await withServer {
            $0.workers = 1
            $0.waitingWorkers = 20
        } handler: {
            await Self.handler(gate)($0)
        } body: { server throws in
            try clients.start(10, at: server)
            server.wait(for: "all wait") { $0.workersWaiting == 10 }
            server.server.stop()
            gate.open()
        }
        waitUntil("all are answered") { clients.answered == 10 }
    }
}
