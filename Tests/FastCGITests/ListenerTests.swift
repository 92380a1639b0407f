import Glibc
import Logging
import Testing

@testable import FastCGI

struct ListenerTests {
    private func server(_ address: ListenAddress) -> FastCGIServer {
        FastCGIServer(
            configuration: ServerConfiguration(address: address).quiet, logger: Logger(label: "test"), handler: ok)
    }

    private func bindError(_ address: ListenAddress) -> FastCGIError.Code? {
        do throws(FastCGIError) {
            try server(address).bind()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func aLiveSocketIsNeverTakenAway() async throws {
        try await withDirectory { directory in
            let address = ListenAddress.unix(path: "\(directory)/s")
            let first = server(address)
            try first.bind()
            #expect(bindError(address) == .addressInUse)
            #expect(try Client(address).descriptor >= 0)
            try first.bind()
            #expect(first.boundAddress == address)
        }
    }

    @Test func aStaleSocketIsReplaced() async throws {
        try await withDirectory { directory in
            let path = "\(directory)/s"
            let stale = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            #expect(try UnixAddress(path: path).withSockaddr { bind(stale, $0, $1) } == 0)
            close(stale)
            let replacement = server(.unix(path: path))
            try replacement.bind()
            #expect(try Client(.unix(path: path)).descriptor >= 0)
        }
    }

    @Test func aFileThatIsNoSocketIsLeftAlone() async throws {
        try await withDirectory { directory in
            let path = "\(directory)/s"
            close(open(path, O_CREAT | O_WRONLY, 0o600))
            #expect(bindError(.unix(path: path)) == .notASocket)
            #expect(access(path, F_OK) == 0)
        }
    }

    @Test func thePathMayHaveUpTo107Bytes() async throws {
        try await withDirectory { directory in
            let room = 107 - directory.utf8.count - 1
            #expect(bindError(.unix(path: "\(directory)/" + String(repeating: "s", count: room))) == nil)
            #expect(bindError(.unix(path: "\(directory)/" + String(repeating: "s", count: room + 1))) == .pathTooLong)
        }
    }

    @Test(arguments: ["", "/nonexistent-directory/s", "/tmp/a\0b"])
    func aPathThatCannotBeBoundIsATypedError(path: String) {
        #expect(bindError(.unix(path: path)) == .invalidAddress)
    }

    @Test func modeAndGroupAreSet() async throws {
        try await withDirectory { directory in
            let path = "\(directory)/s"
            let server = server(.unix(path: path, mode: 0o620, group: "\(getgid())"))
            try server.bind()
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o620)
            #expect(status.st_gid == getgid())
            #expect(bindError(.unix(path: "\(directory)/t", group: "no-such-group")) == .unknownGroup)
            #expect(access("\(directory)/t", F_OK) != 0)
        }
    }

    @Test func theDefaultModeKeepsStrangersOut() async throws {
        try await withDirectory { directory in
            let server = server(.unix(path: "\(directory)/s"))
            try server.bind()
            var status = stat()
            #expect(stat("\(directory)/s", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o660)
        }
    }

    @Test func onlyOurOwnSocketFileIsRemoved() async throws {
        try await withDirectory { directory in
            let path = "\(directory)/s"
            let first = server(.unix(path: path))
            try first.bind()
            unlink(path)
            let second = server(.unix(path: path))
            try second.bind()
            first.stop()
            try first.runBlocking()
            #expect(try Client(.unix(path: path)).descriptor >= 0)
        }
    }

    @Test func ofManyThatStartAtOnceExactlyOneListens() async throws {
        try await withDirectory { directory in
            let path = "\(directory)/s"
            for _ in 0..<10 {
                let servers = (0..<8).map { _ in server(.unix(path: path)) }
                let bound = await withTaskGroup(of: Bool.self) { group in
                    for server in servers { group.addTask { (try? server.bind()) != nil } }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(bound == 1)
                for server in servers where server.boundAddress != nil {
                    server.stop()
                    try server.runBlocking()
                }
            }
        }
    }

    @Test func aTCPPortInUseIsATypedError() throws {
        let first = server(.tcp(host: "127.0.0.1", port: 0))
        try first.bind()
        let address = try #require(first.boundAddress)
        #expect(bindError(address) == .addressInUse)
        #expect(bindError(.tcp(host: "not a host name", port: 1)) == .invalidAddress)
    }

    @Test func descriptorsAreClassified() throws {
        let null = open("/dev/null", O_RDWR)
        var pipes: [Int32] = [0, 0]
        #expect(pipe(&pipes) == 0)
        var pair: [Int32] = [0, 0]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        defer { for descriptor in [null] + pipes + pair { close(descriptor) } }
        for descriptor in [null, pipes[0], pair[0], -1] {
            #expect(!ListenAddress.isListening(descriptor: descriptor))
            #expect(bindError(.inherited(descriptor: descriptor)) == .notASocket)
        }
        let listener = try Listener.open(.tcp(host: "127.0.0.1", port: 0), backlog: 1)
        listener.withDescriptor { #expect(ListenAddress.isListening(descriptor: $0)) }
    }

    @Test func anAcceptThatFailsIsNoEmptyQueue() throws {
        let listener = try Listener.open(.tcp(host: "127.0.0.1", port: 0), backlog: 1)
        guard case .none = listener.accept() else {
            Issue.record("the queue was not empty")
            return
        }
        // Whoever shares an inherited socket can do this to it.
        listener.withDescriptor { #expect(shutdown($0, Int32(SHUT_RD)) == 0) }
        guard case .failed(EINVAL) = listener.accept() else {
            Issue.record("the failure was not told")
            return
        }
    }

    @Test func systemdsDescriptorCountsOnlyForThisProcess() {
        let own = "\(getpid())"
        #expect(
            ListenAddress.inherited(from: ["LISTEN_FDS": "1", "LISTEN_PID": own]) == .inherited(descriptor: 3))
        let standardInput: ListenAddress? =
            ListenAddress.isListening(descriptor: 0) ? .inherited(descriptor: 0) : nil
        for environment in [
            ["LISTEN_FDS": "1", "LISTEN_PID": "1"], ["LISTEN_FDS": "0", "LISTEN_PID": own],
            ["LISTEN_FDS": "x", "LISTEN_PID": own], ["LISTEN_FDS": "1"], [:],
        ] {
            #expect(ListenAddress.inherited(from: environment) == standardInput)
        }
    }

    @Test func anInheritedSocketIsServed() async throws {
        let port = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #expect(listen(port, 16) == 0)
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutableBytes(of: &address) { bytes in
            _ = getsockname(port, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
        }
        let target = ListenAddress.tcp(host: "127.0.0.1", port: UInt16(bigEndian: address.sin_port))
        try await withServer {
            $0.address = .inherited(descriptor: port)
        } handler: { exchange in
            await ok(exchange)
        } body: { _ throws in
            #expect(try Client(target).roundTrip().text == "ok")
        }
        #expect(!ListenAddress.isListening(descriptor: port))
    }
}
