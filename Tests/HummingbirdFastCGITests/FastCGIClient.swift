import Dispatch
import Glibc

/// A web server's side of one FastCGI connection: writes records, reads the answer (FastCGI specification §3, §5, §6).
final class FastCGIClient: Sendable {
    struct Failure: Error { var text: String }

    private let socket: Int32
    /// Not a global queue: those share their few threads with the tasks of all tests.
    private let queue = DispatchQueue(label: "fastcgi-client", attributes: .concurrent)

    init(port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var timeout = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(text: "connect: errno \(errno)") }
    }

    deinit { close(socket) }

    /// Sends a request's head and, when given, its whole body; nil leaves the body's stream open.
    func send(_ parameters: [(String, String)], body: [UInt8]?, keepsConnection: Bool = true) async throws {
        var bytes = Self.record(1, [0, 1, keepsConnection ? 1 : 0, 0, 0, 0, 0, 0])
        var pairs: [UInt8] = []
        for (name, value) in parameters {
            pairs += Self.length(name.utf8.count) + Self.length(value.utf8.count)
            pairs += name.utf8
            pairs += value.utf8
        }
        bytes += Self.stream(4, pairs) + Self.record(4, [])
        if let body { bytes += Self.stream(5, body) + Self.record(5, []) }
        try await write(bytes)
    }

    /// Sends a part of the body.
    func send(bodyPart: [UInt8]) async throws {
        try await write(Self.stream(5, bodyPart))
    }

    func endBody() async throws {
        try await write(Self.record(5, []))
    }

    /// Says that nothing more will come.
    func hangUp() {
        shutdown(socket, Int32(SHUT_WR))
    }

    /// Reads one answer: up to END_REQUEST, or to the end of the connection.
    func receive() async throws -> FastCGIAnswer {
        try await offPool { try self.receiveNow() }
    }

    /// Reads what the next record of the answer carries.
    func receivePart() async throws -> [UInt8] {
        try await offPool {
            guard let record = try self.readRecord(), record.type == 6 else { throw Failure(text: "no STDOUT record") }
            return record.content
        }
    }

    private func receiveNow() throws -> FastCGIAnswer {
        var output: [UInt8] = []
        while let record = try readRecord() {
            if record.type == 6 { output += record.content }
            if record.type == 3 { return try FastCGIAnswer(output, isComplete: true) }
        }
        return try FastCGIAnswer(output, isComplete: false)
    }

    private func readRecord() throws -> (type: UInt8, content: [UInt8])? {
        guard let header = try read(8) else { return nil }
        guard let content = try read(Int(header[4]) << 8 | Int(header[5])), try read(Int(header[6])) != nil else {
            throw Failure(text: "the connection ended within a record")
        }
        return (header[1], content)
    }

    private func read(_ count: Int) throws -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var used = 0
        while used < count {
            let got = bytes.withUnsafeMutableBytes { recv(socket, $0.baseAddress.map { $0 + used }, count - used, 0) }
            if got == 0 || (got < 0 && errno == ECONNRESET) { return used == 0 ? nil : [] }
            guard got > 0 else { throw Failure(text: "recv: errno \(errno)") }
            used += got
        }
        return bytes
    }

    private func write(_ bytes: [UInt8]) async throws {
        try await offPool {
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Glibc.send(self.socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw Failure(text: "send: errno \(errno)") }
                sent += count
            }
        }
    }

    /// Blocking calls stay away from the threads that run the tests.
    private func offPool<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }

    private static func record(_ type: UInt8, _ content: some Collection<UInt8>) -> [UInt8] {
        [1, type, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 0xFF), 0, 0] + content
    }

    private static func stream(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var start = 0
        while start < content.count {
            let end = min(start + 65_535, content.count)
            bytes += record(type, content[start..<end])
            start = end
        }
        return bytes
    }

    private static func length(_ count: Int) -> [UInt8] {
        count < 128 ? [UInt8(count)] : [24, 16, 8, 0].map { UInt8(count >> $0 & 0xFF) | ($0 == 24 ? 0x80 : 0) }
    }
}
