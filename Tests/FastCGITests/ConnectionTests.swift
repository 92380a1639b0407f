import FastCGI
import Glibc
import Synchronization
import Testing

struct ConnectionTests {
    @Test func tenKeptConnectionsShareTwoWorkers() async throws {
        try await withServer {
            $0.workers = 2
        } handler: { exchange in
            await ok(exchange)
        } body: { server throws in
            let clients = try (0..<10).map { _ in try server.client() }
            for _ in 0..<20 {
                for client in clients { #expect(try client.roundTrip().text == "ok") }
            }
            #expect(server.statistics.requests == 200)
            #expect(server.statistics.accepted == 10)
            server.wait(for: "all connections are idle") { $0.connectionsOpen == 10 && $0.connectionsIdle == 10 }
        }
    }

    @Test func peersThatSayNothingHoldNoWorker() async throws {
        try await withServer {
            $0.workers = 1
        } handler: { exchange in
            await ok(exchange)
        } body: { server throws in
            // libfcgi's own accept would wait two seconds for each of them, which is longer than the client waits.
            let silent = try (0..<80).map { _ in try server.client() }
            #expect(try server.client().roundTrip(keep: false).text == "ok")
            #expect(silent.count == 80)
        }
    }

    @Test(arguments: [0, 4, 12, 30])
    func aPeerThatStallsInsideTheParametersIsCutAtTheIOTimeout(bytes: Int) async throws {
        try await withServer {
            $0.workers = 1
            $0.ioTimeout = .milliseconds(150)
        } handler: { exchange in
            await ok(exchange)
        } body: { server throws in
            let all = Record.begin(keep: true) + Record.stream(Record.params, Record.pairs([("A", "some value")]))
            let client = try server.client()
            try client.send(Array(all.prefix(bytes)))
            if bytes > 0 {
                #expect(try client.isAtEnd())
                server.wait(for: "one timeout") { $0.timedOut == 1 && $0.connectionsOpen == 0 }
            }
            #expect(try server.client().roundTrip().text == "ok")
        }
    }

    @Test func aPeerThatDripsItsParametersIsCutAtTheDeadline() async throws {
        try await withServer {
            $0.workers = 1
            $0.requestDeadline = .milliseconds(300)
        } handler: { exchange in
            await ok(exchange)
        } body: { server throws in
            let client = try server.client()
            let header = Record(type: Record.params, content: [UInt8](repeating: 1, count: 60_000)).encoded.prefix(8)
            try client.send(Record.begin(keep: true) + header)
            let begin = ContinuousClock.now
            var isCut = false
            while !isCut, ContinuousClock.now - begin < .seconds(120) {
                do { try client.send([1]) } catch { isCut = true }
                usleep(10_000)
            }
            #expect(isCut)
            server.wait(for: "one timeout") { $0.timedOut == 1 && $0.connectionsOpen == 0 }
            #expect(try server.client().roundTrip().text == "ok")
        }
    }

    @Test func aConnectionWithoutKeepIsClosedAfterItsAnswer() async throws {
        try await withServer(handler: ok) { server throws in
            let client = try server.client()
            let response = try client.roundTrip(keep: false)
            #expect(response.isComplete)
            #expect(try client.isAtEnd())
            server.wait(for: "no connection is left") { $0.connectionsOpen == 0 }
        }
    }

    @Test func aRequestThatComesByteByByteIsServed() async throws {
        try await withServer(handler: echo) { server throws in
            let client = try server.client()
            let body = Array("hello".utf8)
            let bytes =
                Record.begin(keep: true)
                + Record.stream(Record.params, Record.pairs([("CONTENT_LENGTH", "5"), ("A", "b")]), piece: 7)
                + Record.stream(Record.stdin, body, piece: 2)
            for byte in bytes { try client.send([byte]) }
            #expect(try client.readResponse().body == body)
            #expect(try client.roundTrip().status == 200)
        }
    }

    @Test func sixtyFourKilobytesOfParametersArrive() async throws {
        try await withServer { exchange in
            let value = exchange.parameters["HTTP_X_499"] ?? ""
            try? exchange.respond(
                status: 200, reason: "OK", headers: [("X-Count", "\(exchange.parameters.count)")],
                body: Array(value.utf8))
        } body: { server throws in
            let parameters = (0..<500).map { ("HTTP_X_\($0)", String(repeating: "v", count: 115) + "\($0)") }
            #expect(Record.pairs(parameters).count > 64_000)
            let client = try server.client()
            for _ in 0..<2 {
                let response = try client.roundTrip(parameters)
                #expect(response.head.contains("X-Count: 501"))
                #expect(response.text == String(repeating: "v", count: 115) + "499")
            }
        }
    }

    @Test(arguments: [ListenAddress.tcp(host: "127.0.0.1", port: 0), .tcp(host: "::1", port: 0)])
    func tcpWorksOverBothFamilies(address: ListenAddress) async throws {
        try await withServer {
            $0.address = address
        } handler: { exchange in
            await echo(exchange)
        } body: { server throws in
            guard case .tcp(_, let port)? = server.server.boundAddress else {
                Issue.record("no TCP address")
                return
            }
            #expect(port != 0)
            let client = try server.client()
            for _ in 0..<50 { #expect(try client.roundTrip(body: [1, 2, 3]).body == [1, 2, 3]) }
        }
    }

    @Test func nothingLeaksOverTenThousandRequests() async throws {
        try await withServer(handler: echo) { server throws in
            let kept = try server.client()
            for index in 0..<10_000 {
                if index % 10 == 0 {
                    #expect(try server.client().roundTrip(body: [1], keep: false).body == [1])
                } else {
                    #expect(try kept.roundTrip(body: [1]).body == [1])
                }
            }
            server.wait(for: "only the kept connection is open") { $0.connectionsOpen == 1 }
            #expect(server.statistics.requests == 10_000)
            // The listener, and two descriptors of the one connection; see Connection.
            #expect(openDescriptors(boundTo: server.path) == 3)
            kept.close()
            waitUntil("the connection's descriptors are closed") { openDescriptors(boundTo: server.path) == 1 }
        }
    }

    @Test func startingAndStoppingLeaksNoDescriptor() async throws {
        let before = eventDescriptors()
        for _ in 0..<200 {
            try await withServer {
                $0.workers = 1
            } handler: { exchange in
                await ok(exchange)
            } body: { server throws in
                #expect(try server.client().roundTrip().text == "ok")
            }
        }
        // Other tests of the process come and go; one leaked descriptor per server would be 200.
        #expect(eventDescriptors() - before < 150)
    }
}

/// Descriptors of this process for server sockets bound to a path.
func openDescriptors(boundTo path: String) -> Int {
    var inodes: Set<Substring> = []
    if let file = fopen("/proc/self/net/unix", "r") {
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        while fgets(&line, 512, file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let fields = text.split(separator: " ")
            if fields.count == 8, fields[7] == path { inodes.insert(fields[6]) }
        }
    }
    return descriptorTargets().count { $0.hasPrefix("socket:[") && inodes.contains($0.dropFirst(8).dropLast()) }
}

/// Descriptors of this process that wake or poll, of which each server has some; hardly anybody else has.
func eventDescriptors() -> Int {
    descriptorTargets().count { $0.hasPrefix("anon_inode:[event") }
}

/// What the open descriptors of this process stand for, as /proc tells it.
private func descriptorTargets() -> [String] {
    guard let directory = opendir("/proc/self/fd") else { return [] }
    defer { closedir(directory) }
    var targets: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        var target = [CChar](repeating: 0, count: 256)
        guard readlink("/proc/self/fd/\(name)", &target, 255) > 0 else { continue }
        targets.append(String(decoding: target.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    return targets
}
