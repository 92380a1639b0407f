import Glibc
import Synchronization
import Testing

@testable import FastCGI

struct ExecutorTests {
    private actor Counter {
        var count = 0

        func next() -> Int {
            count += 1
            return count
        }
    }

    @Test func aHandlerThatSleepsResumesOnItsWorker() async throws {
        let same = Mutex<[Bool]>([])
        try await withServer {
            $0.workers = 2
        } handler: { exchange in
            let before = currentThread()
            try? await Task.sleep(for: .milliseconds(5))
            let after = currentThread()
            same.withLock { $0.append(before == after) }
            await ok(exchange)
        } body: { server throws in
            let client = try server.client()
            for _ in 0..<20 { #expect(try client.roundTrip().text == "ok") }
        }
        #expect(same.withLock { $0 } == [Bool](repeating: true, count: 20))
    }

    @Test func aHandlerThatVisitsAnActorResumesOnItsWorker() async throws {
        let counter = Counter()
        try await withServer {
            $0.workers = 4
        } handler: { exchange in
            let before = currentThread()
            for _ in 0..<50 { _ = await counter.next() }
            let status = currentThread() == before ? 200 : 500
            try? exchange.respond(status: status, reason: "", headers: [], body: [])
        } body: { server throws in
            try inParallel(8) {
                let client = try server.client()
                for _ in 0..<25 { #expect(try client.roundTrip().status == 200) }
            }
        }
        #expect(await counter.count == 8 * 25 * 50)
    }

    @Test func childTasksOfAHandlerFinish() async throws {
        try await withServer(
            handler: { exchange in
                let sum = await withTaskGroup(of: Int.self) { group in
                    for index in 1...10 {
                        group.addTask {
                            await Task.yield()
                            return index
                        }
                    }
                    return await group.reduce(0, +)
                }
                try? exchange.respond(status: 200, reason: "", headers: [], body: Array("\(sum)".utf8))
            },
            body: { server throws in
                let client = try server.client()
                for _ in 0..<20 { #expect(try client.roundTrip().text == "55") }
            })
    }

    @Test func aTaskThatOutlivesItsRequestRunsAllTheSame() async throws {
        let counter = Counter()
        try await withServer {
            $0.workers = 1
        } handler: { exchange in
            Task {
                try? await Task.sleep(for: .milliseconds(20))
                _ = await counter.next()
            }
            await ok(exchange)
        } body: { server throws in
            _ = try server.client().roundTrip()
        }
        while await counter.count == 0 { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test func aWorkerBetweenTwoRequestsPassesJobsOn() async throws {
        let executor = Mutex<(any TaskExecutor)?>(nil)
        try await withServer {
            $0.workers = 1
        } handler: { exchange in
            executor.withLock { executor in
                executor = withUnsafeCurrentTask { $0?.unownedTaskExecutor?.asTaskExecutor() }
            }
            await ok(exchange)
        } body: { server throws in
            _ = try server.client().roundTrip()
        }
        // The only worker waits for connections, or is gone: the job must run nevertheless.
        let worker = try #require(executor.withLock { $0 })
        let value = await Task(executorPreference: worker) { 42 }.value
        #expect(value == 42)
    }

    @Test func suspendedHandlersShareTheWorkersWithNobody() async throws {
        let running = Mutex(0)
        try await withServer {
            $0.workers = 3
        } handler: { exchange in
            running.withLock { $0 += 1 }
            while running.withLock({ $0 < 3 }) { try? await Task.sleep(for: .milliseconds(5)) }
            await ok(exchange)
        } body: { server throws in
            try inParallel(6) { () throws in #expect(try server.client().roundTrip().text == "ok") }
            #expect(server.statistics.workersBusyMax == 3)
        }
    }
}

/// The kernel's number of the calling thread.
func currentThread() -> UInt {
    UInt(pthread_self())
}

/// Runs the body on several threads and waits for all of them.
func inParallel(_ count: Int, _ body: @escaping @Sendable () throws -> Void) throws {
    let results = Mutex<[Result<Void, any Error>]>([])
    for _ in 0..<count {
        try WorkerThread(name: "test-parallel") {
            let result = Result(catching: body)
            results.withLock { $0.append(result) }
        }.detach()
    }
    waitUntil("all threads are done") { results.withLock { $0.count == count } }
    for result in results.withLock({ $0 }) { try result.get() }
}
