import Glibc
import Synchronization
import Testing

@testable import FastCGI

struct DeadlineTests {
    @Test func aSleepingHandlerIsCancelledAndAnswered504() async throws {
        let wasCancelled = Mutex(false)
        try await withServer {
            $0.workers = 1
            $0.requestDeadline = .milliseconds(500)
        } handler: { exchange in
            guard exchange.parameters["SLOW"] != nil else { return await ok(exchange) }
            try? await Task.sleep(for: .seconds(60))
            wasCancelled.withLock { $0 = Task.isCancelled }
        } body: { server throws in
            let client = try server.client()
            let response = try client.roundTrip([("SLOW", "1")])
            #expect(response.status == 504)
            // The connection was answered in order, so it goes on, and the next request is not cancelled.
            #expect(try client.roundTrip().text == "ok")
            #expect(server.statistics.timedOut == 1)
        }
        #expect(wasCancelled.withLock { $0 })
    }

    @Test func aCancelledHandlerMayAnswerInItsOwnWords() async throws {
        try await withServer {
            $0.requestDeadline = .milliseconds(500)
        } handler: { exchange in
            try? await Task.sleep(for: .seconds(60))
            try? exchange.respond(status: 504, reason: "", headers: [], body: Array("mine".utf8))
        } body: { server throws in
            #expect(try server.client().roundTrip().text == "mine")
        }
    }

    @Test func aHandlerThatIgnoresCancellationIsAnsweredForAndItsWorkerComesBack() async throws {
        let goOn = Mutex(false)
        try await withServer {
            $0.workers = 1
            $0.requestDeadline = .milliseconds(500)
        } handler: { exchange in
            guard exchange.parameters["SLOW"] != nil else { return await ok(exchange) }
            waitUntil("the client was answered") { goOn.withLock { $0 } }
            await ok(exchange)
        } body: { server throws in
            let client = try server.client()
            let response = try client.roundTrip([("SLOW", "1")])
            #expect(response.status == 504)
            #expect(response.isComplete)
            #expect(server.statistics.workersBusy == 1)
            goOn.withLock { $0 = true }
            #expect(try client.isAtEnd())
            #expect(try server.client().roundTrip().text == "ok")
        }
    }

    @Test func aStreamThatTheDeadlineInterruptsDoesNotLookComplete() async throws {
        try await withServer {
            $0.requestDeadline = .milliseconds(500)
        } handler: { exchange in
            try? exchange.sendHead(status: 200, reason: "OK", headers: [])
            try? exchange.sendBody(Array("part".utf8))
            try? exchange.flush()
            try? await Task.sleep(for: .seconds(60))
        } body: { server throws in
            let response = try server.client().roundTrip()
            #expect(response.text == "part")
            #expect(!response.isComplete)
        }
    }

    @Test func aDrippingBodyIsCutAtTheDeadline() async throws {
        let codes = Mutex<[FastCGIError.Code]>([])
        try await withServer {
            $0.workers = 1
            $0.requestDeadline = .milliseconds(200)
        } handler: { exchange in
            do throws(FastCGIError) {
                _ = try exchange.readBody()
                await ok(exchange)
            } catch {
                codes.withLock { $0.append(error.code) }
            }
        } body: { server throws in
            let client = try server.client()
            try client.send(
                Record.begin(keep: true) + Record.stream(Record.params, Record.pairs([("CONTENT_LENGTH", "60000")])))
            let header = Record(type: Record.stdin, content: [UInt8](repeating: 1, count: 60_000)).encoded.prefix(8)
            try client.send(Array(header))
            var entry = pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)
            let begin = ContinuousClock.now
            while poll(&entry, 1, 10) == 0, ContinuousClock.now - begin < .seconds(120) {
                try? client.send([1])
            }
            #expect(try client.readResponse().status == 504)
        }
        #expect(codes.withLock { $0 } == [.deadlineExceeded])
    }

    @Test func aPeerThatReadsTooSlowlyIsCutAfterTheDeadline() async throws {
        try await withServer {
            $0.workers = 1
            $0.requestDeadline = .milliseconds(100)
            $0.ioTimeout = .milliseconds(500)
        } handler: { exchange in
            guard exchange.parameters["LARGE"] != nil else { return await ok(exchange) }
            try? exchange.respond(status: 200, reason: "OK", headers: [], body: [UInt8](repeating: 1, count: 1 << 24))
        } body: { server throws in
            let client = try server.client()
            try client.request([("LARGE", "1")])
            // Something of the response goes out all the time, so it is not `ioTimeout` that ends it.
            var received = 0
            while received < 1 << 24, case let piece = try client.read(16_384), !piece.isEmpty {
                received += piece.count
                usleep(10_000)
            }
            #expect(received < 1 << 24)
            server.wait(for: "one timeout") { $0.timedOut == 1 && $0.connectionsOpen == 0 }
            #expect(try server.client().roundTrip().text == "ok")
        }
    }

    @Test func theScheduleGoesThroughItsStagesInOrder() {
        let start = ContinuousClock.now
        let schedule = DeadlineSchedule(start: start, deadline: .seconds(30), ioTimeout: .seconds(15))
        let table: [(Duration, DeadlineSchedule.Stage)] = [
            (.zero, .running), (.milliseconds(29_999), .running), (.seconds(30), .cancelled),
            (.milliseconds(30_999), .cancelled), (.seconds(31), .answered), (.milliseconds(45_999), .answered),
            (.seconds(46), .cut), (.seconds(1000), .cut),
        ]
        for (after, stage) in table {
            #expect(schedule.stage(at: start.advanced(by: after)) == stage)
        }
        #expect(schedule.next(after: .running) == start.advanced(by: .seconds(30)))
        #expect(schedule.next(after: .cut) == nil)
    }
}
