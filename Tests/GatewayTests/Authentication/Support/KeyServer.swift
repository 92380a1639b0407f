import Foundation
import Synchronization

/// An HTTP server on a free loopback port that gives one answer to whatever is asked; it ends with the value.
final class KeyServer: Sendable {
    private let server: Server

    init() throws {
        server = try Server()
        Thread.detachNewThread { [server] in server.accept() }
    }

    deinit {
        server.close()
    }

    var url: String { "http://127.0.0.1:\(server.port)/keys" }
    var requests: Int { server.state.withLock { $0.requests } }

    func answer(with answer: Answer) {
        server.state.withLock { $0.answer = answer }
    }

    func answer(with body: String, maximumAge: Int? = nil) {
        answer(with: Answer(headers: maximumAge.map { ["Cache-Control: public, max-age=\($0)"] } ?? [], body: body))
    }

    /// Refuses connections from now on and ends those there are.
    func close() {
        server.close()
    }

    struct Answer: Sendable {
        var status = "200 OK"
        var headers: [String] = []
        var body = ""
        /// Sends this many bytes of the body and then nothing more, without closing.
        var stallsAfter: Int?
    }
}

/// The sockets and threads of a ``KeyServer``, which its threads keep alive.
private final class Server: Sendable {
    struct State {
        var answer = KeyServer.Answer()
        var requests = 0
        var connections: [Int32] = []
        var isClosed = false
    }

    struct Failure: Error { let code: Int32 }

    let port: UInt16
    private let listener: Int32
    let state = Mutex(State())

    init() throws {
        (listener, port) = try Self.listen()
    }

    private static func listen() throws -> (descriptor: Int32, port: UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw Failure(code: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard bind(listener, pointer, length) == 0, Foundation.listen(listener, 64) == 0 else {
                    return Int32(-1)
                }
                return getsockname(listener, pointer, &length)
            }
        }
        guard result == 0 else { throw Failure(code: errno) }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    func close() {
        // Under the lock, so that no descriptor is closed and given to somebody else in between.
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            for descriptor in state.connections + [listener] { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    func accept() {
        while true {
            let connection = Foundation.accept(listener, nil, nil)
            if connection < 0 { break }
            state.withLock { $0.connections.append(connection) }
            Thread.detachNewThread { [self] in serve(connection) }
        }
        Foundation.close(listener)
    }

    private func serve(_ connection: Int32) {
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
            let count = recv(connection, &buffer, buffer.count, 0)
            if count <= 0 { break }
            request.append(contentsOf: buffer.prefix(count))
        }
        let answer = state.withLock { state in
            state.requests += 1
            return state.answer
        }
        let head =
            ["HTTP/1.1 \(answer.status)", "Content-Length: \(answer.body.utf8.count)", "Connection: close"]
            + answer.headers
        let body = answer.stallsAfter.map { Array(answer.body.utf8.prefix($0)) } ?? Array(answer.body.utf8)
        var rest = (Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count <= 0 { break }
            rest = rest.dropFirst(count)
        }
        // Waits until the client has gone or the server is closed.
        if answer.stallsAfter != nil { _ = recv(connection, &buffer, buffer.count, 0) }
        state.withLock { state in
            state.connections.removeAll { $0 == connection }
            Foundation.close(connection)
        }
    }
}
