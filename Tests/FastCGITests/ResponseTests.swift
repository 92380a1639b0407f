import FastCGI
import Glibc
import Synchronization
import Testing

struct ResponseTests {
    static let sizes = [
        0, 1, 8_184, 8_192, 65_000, 65_527, 65_528, 65_529, 65_535, 65_536, 131_056, 131_070, 1 << 20,
    ]

    @Test(arguments: sizes)
    func aWholeResponseArrivesAtEverySize(size: Int) async throws {
        try await withServer { exchange in
            let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            try? exchange.respond(status: 201, reason: "Created", headers: [("X-A", "b")], body: body)
        } body: { server throws in
            let client = try server.client()
            for id: UInt16 in [1, 300] {
                let response = try client.roundTrip(id: id)
                #expect(response.head == ["Status: 201 Created", "X-A: b", "Content-Length: \(size)"])
                #expect(response.body == (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) })
                #expect(response.isComplete)
                #expect(response.records.allSatisfy { $0.requestID == id })
            }
        }
    }

    @Test(arguments: sizes, [1_000, 65_528, 100_000])
    func aStreamedResponseArrivesAtEverySize(size: Int, piece: Int) async throws {
        try await withServer { exchange in
            let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            try? exchange.sendHead(status: 200, reason: "OK", headers: [])
            var rest = body[...]
            while !rest.isEmpty {
                try? exchange.sendBody(rest.prefix(piece))
                rest = rest.dropFirst(piece)
            }
        } body: { server throws in
            let client = try server.client()
            for _ in 0..<2 {
                let response = try client.roundTrip()
                #expect(response.head == ["Status: 200 OK"])
                #expect(response.body == (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) })
                #expect(response.isComplete)
            }
        }
    }

    @Test(arguments: [2_048, 40_000, 60_000])
    func aResponseUpToTheBufferLeavesInOneWrite(size: Int) async throws {
        try await withServer { exchange in
            try? exchange.respond(status: 200, reason: "OK", headers: [], body: [UInt8](repeating: 1, count: size))
        } body: { server throws in
            let client = try server.client()
            try client.request()
            // One write on a unix socket is there as a whole or not at all.
            var entry = pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)
            #expect(poll(&entry, 1, 120_000) == 1)
            var available: Int32 = 0
            #expect(ioctl(client.descriptor, UInt(FIONREAD), &available) == 0)
            let response = try client.readResponse()
            #expect(response.body.count == size)
            let total = response.records.reduce(0) { $0 + 8 + $1.content.count + Int($1.padding) }
            #expect(Int(available) == total)
            #expect(response.records.map(\.type) == [Record.stdout, Record.stdout, Record.endRequest])
        }
    }

    @Test func flushSendsWhatIsThere() async throws {
        let goOn = Mutex(false)
        try await withServer { exchange in
            try? exchange.sendHead(status: 200, reason: "OK", headers: [])
            try? exchange.sendBody(Array("first".utf8))
            try? exchange.flush()
            waitUntil("the client has seen the first part") { goOn.withLock { $0 } }
            try? exchange.sendBody(Array("second".utf8))
        } body: { server throws in
            let client = try server.client()
            try client.request()
            let first = try #require(try client.readRecord())
            #expect(String(decoding: first.content, as: UTF8.self) == "Status: 200 OK\r\n\r\nfirst")
            goOn.withLock { $0 = true }
            #expect(String(decoding: try client.readResponse().output, as: UTF8.self) == "second")
        }
    }

    @Test func aHeaderBlockOverFourKilobytesArrives() async throws {
        try await withServer { exchange in
            let headers = (0..<100).map { (name: "X-\($0)", value: String(repeating: "v", count: 90)) }
            try? exchange.respond(status: 200, reason: "OK", headers: headers, body: [1])
        } body: { server throws in
            let response = try server.client().roundTrip()
            #expect(response.head.count == 102)
            #expect(response.body == [1])
        }
    }

    @Test(arguments: [
        ("X-A", "a\r\nSet-Cookie: b"), ("X-A", "a\nb"), ("X-A", "a\0b"), ("X A", "a"), ("", "a"), ("X:", "a"),
        ("X\r\n", "a"),
    ])
    func aHeaderThatCouldSplitTheHeadIsRefused(name: String, value: String) async throws {
        let codes = Mutex<[FastCGIError.Code]>([])
        try await withServer { exchange in
            do throws(FastCGIError) {
                try exchange.respond(status: 200, reason: "OK", headers: [(name, value)], body: [])
            } catch {
                codes.withLock { $0.append(error.code) }
            }
        } body: { server throws in
            // Nothing was sent, so the answer is the server's own.
            #expect(try server.client().roundTrip().status == 500)
        }
        #expect(codes.withLock { $0 } == [.invalidResponse])
    }

    @Test func aSecondResponseIsRefused() async throws {
        let codes = Mutex<[FastCGIError.Code]>([])
        let kept = Mutex<Exchange?>(nil)
        try await withServer { exchange in
            await ok(exchange)
            do throws(FastCGIError) {
                try exchange.respond(status: 500, reason: "", headers: [], body: [])
            } catch {
                codes.withLock { $0.append(error.code) }
            }
            kept.withLock { $0 = exchange }
        } body: { server throws in
            let client = try server.client()
            #expect(try client.roundTrip().text == "ok")
            #expect(try client.roundTrip().text == "ok")
        }
        #expect(codes.withLock { $0 } == [.alreadyResponded, .alreadyResponded])
        let error = #expect(throws: FastCGIError.self) { _ = try kept.withLock { $0 }?.readBody() }
        #expect(error?.code == .exchangeFinished)
    }

    @Test func headAnswersGetNoLengthOfTheirEmptyBody() async throws {
        try await withServer(
            handler: { exchange in
                try? exchange.respond(status: 200, reason: "OK", headers: [], body: [])
            },
            body: { server throws in
                let client = try server.client()
                try client.send(
                    Record.begin(keep: true) + Record.stream(Record.params, Record.pairs([("REQUEST_METHOD", "HEAD")]))
                        + Record.stream(Record.stdin, []))
                #expect(try client.readResponse().head == ["Status: 200 OK"])
            })
    }

    @Test func aHandlerThatSaysNothingIs500() async throws {
        try await withServer(
            handler: { _ in },
            body: { server throws in
                let client = try server.client()
                #expect(try client.roundTrip().status == 500)
                #expect(try client.roundTrip().status == 500)
                #expect(server.statistics.accepted == 1)
            })
    }

    @Test func aPeerThatClosesInsideTheResponseIsATypedError() async throws {
        let codes = Mutex<[FastCGIError.Code]>([])
        let aborted = Mutex(false)
        try await withServer { exchange in
            waitUntil("the peer is gone") { exchange.isAborted }
            aborted.withLock { $0 = exchange.isAborted }
            do throws(FastCGIError) {
                try exchange.respond(
                    status: 200, reason: "OK", headers: [], body: [UInt8](repeating: 1, count: 1 << 20))
            } catch {
                codes.withLock { $0.append(error.code) }
            }
        } body: { server throws in
            let client = try server.client()
            try client.request()
            client.close()
            server.wait(for: "the request is aborted") { $0.aborted == 1 && $0.connectionsOpen == 0 }
            #expect(try server.client().descriptor >= 0)
        }
        #expect(codes.withLock { $0 } == [.peerClosed])
        #expect(aborted.withLock { $0 })
    }

    @Test func aPeerThatStopsReadingIsCutAtTheIOTimeout() async throws {
        let codes = Mutex<[FastCGIError.Code]>([])
        try await withServer {
            $0.ioTimeout = .milliseconds(100)
        } handler: { exchange in
            do throws(FastCGIError) {
                try exchange.respond(
                    status: 200, reason: "OK", headers: [], body: [UInt8](repeating: 1, count: 1 << 24))
            } catch {
                codes.withLock { $0.append(error.code) }
            }
        } body: { server throws in
            let client = try server.client()
            try client.request()
            server.wait(for: "the connection is closed") { $0.timedOut == 1 && $0.connectionsOpen == 0 }
            client.close()
        }
        #expect(codes.withLock { $0 } == [.timedOut])
    }
}
