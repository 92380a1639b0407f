import Glibc

@testable import FastCGI

struct ClientError: Error, CustomStringConvertible {
    var description: String
}

/// A web server's end of a FastCGI connection: a real socket, with a limit on every read.
final class Client {
    private(set) var descriptor: Int32

    init(_ address: ListenAddress?) throws {
        switch address {
        case .unix(let path, _, _)?:
            descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            let result = try UnixAddress(path: path).withSockaddr { connect(descriptor, $0, $1) }
            guard result == 0 else { throw ClientError(description: "connect: errno \(errno)") }
        case .tcp(let host, let port)?:
            var hints = addrinfo()
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            var list: UnsafeMutablePointer<addrinfo>?
            guard getaddrinfo(host, String(port), &hints, &list) == 0, let info = list else {
                throw ClientError(description: "no address")
            }
            defer { freeaddrinfo(info) }
            descriptor = socket(info.pointee.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard connect(descriptor, info.pointee.ai_addr, info.pointee.ai_addrlen) == 0 else {
                throw ClientError(description: "connect: errno \(errno)")
            }
        default: throw ClientError(description: "no address to connect to")
        }
        setReadTimeout(.seconds(120))
    }

    deinit { close() }

    func setReadTimeout(_ duration: Duration) {
        var timeout = SystemCall.timeval(duration)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw ClientError(description: "send: errno \(errno)") }
            sent += count
        }
    }

    /// Sends a request; CONTENT_LENGTH is added when `length` says so.
    func request(
        _ parameters: [(String, String)] = [], body: [UInt8] = [], length: String? = nil, keep: Bool = true,
        id: UInt16 = 1
    ) throws {
        var parameters = [("REQUEST_METHOD", body.isEmpty ? "GET" : "POST")] + parameters
        if let length { parameters.append(("CONTENT_LENGTH", length)) }
        try send(
            Record.begin(keep: keep, id: id) + Record.stream(Record.params, Record.pairs(parameters), id: id)
                + Record.stream(Record.stdin, body, id: id))
    }

    /// Sends a request and reads its response.
    func roundTrip(
        _ parameters: [(String, String)] = [], body: [UInt8] = [], length: String? = nil, keep: Bool = true,
        id: UInt16 = 1
    ) throws -> Response {
        try request(
            parameters, body: body, length: length ?? (body.isEmpty ? nil : String(body.count)), keep: keep, id: id)
        return try readResponse()
    }

    /// Up to `count` bytes; empty at the end of the stream.
    func read(_ count: Int) throws -> [UInt8] {
        var failed: Int32?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { space, used in
            while used < count {
                let got = recv(descriptor, space.baseAddress.map { $0 + used }, count - used, 0)
                if got < 0 { failed = errno }
                if got <= 0 { return }
                used += got
            }
        }
        if let failed { throw ClientError(description: "recv: errno \(failed)") }
        return bytes
    }

    /// The next record, or nil at the end of the stream.
    func readRecord() throws -> Record? {
        let header = try read(8)
        guard !header.isEmpty else { return nil }
        guard header.count == 8, header[0] == 1 else { throw ClientError(description: "bad header \(header)") }
        let length = Int(header[4]) << 8 | Int(header[5])
        let content = try read(length)
        let padding = try read(Int(header[6]))
        guard content.count == length, padding.count == Int(header[6]) else {
            throw ClientError(description: "record cut off")
        }
        return Record(
            type: header[1], requestID: UInt16(header[2]) << 8 | UInt16(header[3]), content: content, padding: header[6]
        )
    }

    func readResponse() throws -> Response {
        var response = Response()
        while let record = try readRecord() {
            response.records.append(record)
            if record.type == Record.stdout { response.output += record.content }
            if record.type == Record.endRequest {
                response.protocolStatus = record.content.count == 8 ? record.content[4] : nil
                return response
            }
        }
        return response
    }

    /// Whether the server closed the connection; waits for it.
    func isAtEnd() throws -> Bool {
        try read(1).isEmpty
    }
}
