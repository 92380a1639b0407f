import FastCGI
import Synchronization
import Testing

struct BodyTests {
    @Test(arguments: [0, 1, 300, 8_191, 8_192, 8_193, 65_535, 65_536, 1_000_000])
    func aBodyComesBackWhole(size: Int) async throws {
        try await withServer(handler: echo) { server throws in
            let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let response = try server.client().roundTrip(body: body, length: "\(size)")
            #expect(response.status == 200)
            #expect(response.body == body)
            #expect(response.isComplete)
        }
    }

    @Test func anUnreadBodyLeavesTheConnectionUsable() async throws {
        try await withServer(handler: ok) { server throws in
            let client = try server.client()
            for size in [100_000, 5, 0, 300_000] {
                let response = try client.roundTrip(body: [UInt8](repeating: 7, count: size), length: "\(size)")
                #expect(response.text == "ok")
                #expect(response.isComplete)
            }
            #expect(server.statistics.accepted == 1)
        }
    }

    @Test func aShortBodyIsATypedError() async throws {
        try await withServer(handler: echo) { server throws in
            let client = try server.client()
            let response = try client.roundTrip(body: [1, 2, 3], length: "10")
            #expect(response.status == 400)
            #expect(response.text == "bodyLengthMismatch")
            // The stream itself ended properly, so the connection goes on.
            #expect(try client.roundTrip().status == 200)
            server.wait(for: "one rejected body") { $0.bodyRejected == 1 }
        }
    }

    @Test func aLongBodyIsATypedError() async throws {
        try await withServer(handler: echo) { server throws in
            let client = try server.client()
            let response = try client.roundTrip(body: [UInt8](repeating: 1, count: 20_000), length: "10")
            #expect(response.status == 400)
            #expect(response.text == "bodyLengthMismatch")
            #expect(try client.roundTrip().status == 200)
        }
    }

    @Test(arguments: ["abc", "-2", "+5", "5 ", "0x10", "99999999999999999999999"])
    func aLengthThatIsNoNumberIsATypedError(length: String) async throws {
        try await withServer(handler: echo) { server throws in
            let response = try server.client().roundTrip(body: [1, 2, 3, 4, 5], length: length)
            #expect(response.status == 400)
            #expect(response.text == "invalidContentLength")
            #expect(response.isComplete)
        }
    }

    @Test func anEmptyLengthMeansNoBody() async throws {
        try await withServer(handler: echo) { server throws in
            let response = try server.client().roundTrip(length: "")
            #expect(response.status == 200)
            #expect(response.body.isEmpty)
        }
    }

    @Test(arguments: [("5", 200), ("6", 400)])
    func equalDuplicateLengthsAreOneAndDifferentOnesAnError(second: String, status: Int) async throws {
        try await withServer(handler: echo) { server throws in
            let response = try server.client().roundTrip(
                [("CONTENT_LENGTH", second)], body: Array("hello".utf8), length: "5")
            #expect(response.status == status)
        }
    }

    @Test func aBodyWithoutLengthIsReadToItsEnd() async throws {
        try await withServer(handler: echo) { server throws in
            let client = try server.client()
            try client.request(body: [UInt8](repeating: 9, count: 70_000))
            #expect(try client.readResponse().body.count == 70_000)
        }
    }

    @Test func aBodyOverTheLimitIs413AndIsNotRead() async throws {
        try await withServer {
            $0.bodyLimit = 100_000
        } handler: { exchange in
            await echo(exchange)
        } body: { server throws in
            let client = try server.client()
            let declared = try client.roundTrip(body: [UInt8](repeating: 1, count: 100_001))
            #expect(declared.status == 413)
            let undeclared = try server.client()
            try undeclared.request(body: [UInt8](repeating: 1, count: 100_001))
            #expect(try undeclared.readResponse().status == 413)
            server.wait(for: "two rejected bodies") { $0.bodyRejected == 2 }
        }
    }

    @Test func aHandlerThatIgnoresTheErrorGetsTheFittingStatusSent() async throws {
        try await withServer {
            $0.bodyLimit = 10
        } handler: { exchange in
            _ = try? exchange.readBody()
        } body: { server throws in
            #expect(try server.client().roundTrip(body: [UInt8](repeating: 1, count: 11)).status == 413)
            #expect(try server.client().roundTrip(body: [1], length: "2").status == 400)
            #expect(try server.client().roundTrip(body: [1], length: "1").status == 500)
        }
    }

    @Test func chunksAddUpToTheBodyAndEndWithNil() async throws {
        try await withServer { exchange in
            var total: [UInt8] = []
            var largest = 0
            do throws(FastCGIError) {
                while let chunk = try exchange.readBodyChunk(upTo: 1_000) {
                    largest = max(largest, chunk.count)
                    total += chunk
                }
                try exchange.respond(
                    status: largest <= 1_000 && largest > 0 ? 200 : 500, reason: "", headers: [], body: total)
            } catch {
                try? exchange.respond(status: 400, reason: "", headers: [], body: [])
            }
        } body: { server throws in
            let body = (0..<50_000).map { UInt8(truncatingIfNeeded: $0) }
            let response = try server.client().roundTrip(body: body)
            #expect(response.status == 200)
            #expect(response.body == body)
            #expect(try server.client().roundTrip(body: body, length: "50001").status == 400)
        }
    }

    @Test func aPeerThatClosesInsideTheBodyIsATypedError() async throws {
        let codes = Mutex<[FastCGIError.Code]>([])
        try await withServer { exchange in
            do throws(FastCGIError) {
                _ = try exchange.readBody()
            } catch {
                codes.withLock { $0.append(error.code) }
            }
        } body: { server throws in
            let client = try server.client()
            try client.send(
                Record.begin(keep: true)
                    + Record.stream(Record.params, Record.pairs([("CONTENT_LENGTH", "1000")]))
                    + Record.stream(Record.stdin, [1, 2, 3], ends: false))
            client.close()
            server.wait(for: "the request is aborted") { $0.aborted == 1 && $0.connectionsOpen == 0 }
        }
        #expect(codes.withLock { $0 } == [.peerClosed])
    }

    @Test func aStalledBodyIsCutAtTheIOTimeoutAndAnswered() async throws {
        try await withServer {
            $0.ioTimeout = .milliseconds(100)
        } handler: { exchange in
            await echo(exchange)
        } body: { server throws in
            let client = try server.client()
            try client.send(
                Record.begin(keep: true)
                    + Record.stream(Record.params, Record.pairs([("CONTENT_LENGTH", "1000")]))
                    + Record.stream(Record.stdin, [1, 2, 3], ends: false))
            let response = try client.readResponse()
            #expect(response.status == 408)
            #expect(response.isComplete)
            #expect(try client.isAtEnd())
            server.wait(for: "one timeout") { $0.timedOut == 1 }
        }
    }
}
