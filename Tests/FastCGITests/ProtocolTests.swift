import FastCGI
import Synchronization
import Testing

struct ProtocolTests {
    @Test func getValuesIsAnswered() async throws {
        try await withServer(handler: ok) { server throws in
            let client = try server.client()
            let names = Record.pairs([("FCGI_MPXS_CONNS", "")])
            // With padding: libfcgi looks at the end of the record only when more bytes are there.
            let padding = UInt8((8 - names.count % 8) % 8)
            try client.send(Record(type: Record.getValues, requestID: 0, content: names, padding: padding).encoded)
            let record = try #require(try client.readRecord())
            #expect(record.type == Record.getValuesResult)
            #expect(record.content.starts(with: Record.pairs([("FCGI_MPXS_CONNS", "0")])))
            #expect(try client.roundTrip().text == "ok")
        }
    }

    @Test func anUnknownManagementRecordIsAnsweredAsSuch() async throws {
        try await withServer(handler: ok) { server throws in
            let client = try server.client()
            try client.send(Record(type: 99, requestID: 0, content: [], padding: 8).encoded)
            let record = try #require(try client.readRecord())
            #expect(record.type == Record.unknownType)
            #expect(record.content.first == 99)
            #expect(try client.roundTrip().text == "ok")
        }
    }

    @Test(arguments: [UInt8(2), 3])
    func rolesOtherThanResponderAreRefused(role: UInt8) async throws {
        let calls = Mutex(0)
        try await withServer(
            handler: { exchange in
                calls.withLock { $0 += 1 }
                await ok(exchange)
            },
            body: { server throws in
                let client = try server.client()
                try client.send(
                    Record.begin(role: role, keep: true) + Record.stream(Record.params, Record.pairs([("A", "b")])))
                let end = try client.readResponse()
                #expect(end.protocolStatus == 3)
                #expect(try server.client().roundTrip().text == "ok")
            })
        #expect(calls.withLock { $0 } == 1)
    }

    @Test func anAbortedRequestIsATypedErrorAndEnds() async throws {
        let codes = Mutex<[FastCGIError.Code]>([])
        try await withServer(
            handler: { exchange in
                do throws(FastCGIError) {
                    _ = try exchange.readBody()
                    await ok(exchange)
                } catch {
                    codes.withLock { $0.append(error.code) }
                }
            },
            body: { server throws in
                let client = try server.client()
                try client.send(
                    Record.begin(keep: true)
                        + Record.stream(Record.params, Record.pairs([("CONTENT_LENGTH", "1000")]))
                        + Record(type: Record.abortRequest).encoded)
                #expect(try client.readResponse().isComplete)
                #expect(try client.isAtEnd())
                #expect(try server.client().roundTrip().text == "ok")
            })
        #expect(codes.withLock { $0 } == [.protocolViolation])
    }

    @Test func aSecondRequestOnABusyConnectionIsRefused() async throws {
        try await withServer(handler: echo) { server throws in
            let client = try server.client()
            try client.send(
                Record.begin(keep: true, id: 1)
                    + Record.stream(Record.params, Record.pairs([("CONTENT_LENGTH", "3")]), id: 1)
                    + Record.begin(keep: true, id: 2)
                    + Record.stream(Record.stdin, [1, 2, 3], id: 1))
            let refusal = try client.readResponse()
            #expect(refusal.records.last?.requestID == 2)
            #expect(refusal.protocolStatus == 1)
            let response = try client.readResponse()
            #expect(response.records.last?.requestID == 1)
            #expect(response.body == [1, 2, 3])
        }
    }

    @Test(arguments: [
        [UInt8](repeating: 0, count: 64), [UInt8](repeating: 0xFF, count: 64), Array("GET / HTTP/1.1\r\n\r\n".utf8),
        Record(type: Record.beginRequest, requestID: 0, content: [0, 1, 0, 0, 0, 0, 0, 0]).encoded,
        Record(type: Record.beginRequest, content: [0, 1]).encoded,
        Record(type: Record.stdin, content: [1]).encoded,
        Record.begin(keep: true) + Record.stream(Record.params, [10, 200]),
        Record.begin(keep: true) + Record.stream(Record.params, [0xFF, 0xFF]),
        Record.begin(keep: true) + Record.stream(Record.params, [5, 5, 65]),
    ])
    func brokenInputClosesItsConnectionOnly(bytes: [UInt8]) async throws {
        try await withServer {
            $0.workers = 1
            $0.ioTimeout = .milliseconds(200)
        } handler: { exchange in
            await ok(exchange)
        } body: { server throws in
            let client = try server.client()
            try client.send(bytes)
            // Closing with unread input is a reset for the peer; both are an end.
            #expect((try? client.isAtEnd()) ?? true)
            server.wait(for: "the connection is closed") { $0.connectionsOpen == 0 }
            #expect(try server.client().roundTrip().text == "ok")
        }
    }

    @Test func equalNamesStayInOrder() async throws {
        let seen = Mutex<[String]>([])
        try await withServer(
            handler: { exchange in
                exchange.parameters.forEach({ name, value in seen.withLock { $0.append("\(name)=\(value)") } })
                await ok(exchange)
            },
            body: { server throws in
                _ = try server.client().roundTrip([("HTTP_A", "1"), ("HTTP_B", ""), ("HTTP_A", "a=b"), ("HTTP_Ä", "ö")])
            })
        #expect(seen.withLock { $0 } == ["REQUEST_METHOD=GET", "HTTP_A=1", "HTTP_B=", "HTTP_A=a=b", "HTTP_Ä=ö"])
    }
}
