import JSON
import Testing

@testable import PostHogClient

/// What is packed here is unpacked by the HTTP client's own zlib, and by the server of the live tests.
struct CompressionTests {
    private static func project(padding: Int) -> JSON {
        ["id": 7, "name": "Shop", "padding": .string(String(repeating: "x", count: padding))]
    }

    private static func packed(_ body: [UInt8]) throws -> TestServer.Reply {
        let headers = ["Content-Encoding": "gzip", "Content-Type": "application/json"]
        return .answer(status: 200, headers: headers, body: try #require(GzipCompressor.compress(body)))
    }

    @Test func aPackedAnswerIsReadAsIfItWereNot() async throws {
        try await TestServer.run { _, _, _ in
            try Self.packed(Self.project(padding: 300_000).serialized())
        } test: { server, client in
            let project = try await client.project()
            #expect(project.json == Self.project(padding: 300_000))
            #expect(server.requests.first?.headers["accept-encoding"] == "gzip")
        }
    }

    @Test(arguments: [0, 1, 17, 100, 1_000, 70_000, 3_000_000]) func whateverIsPackedComesBack(_ count: Int)
        async throws
    {
        // A mixture that neither repeats nor is random.
        var state: UInt64 = 88_172_645_463_325_252
        let text = String(
            (0..<count).map { _ in
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                return Character(Unicode.Scalar(UInt8(0x20 + state % 40)))
            })
        let json: JSON = ["id": 7, "name": .string(text), "more": "                                        "]
        try await TestServer.run { _, _, _ in
            try Self.packed(json.serialized())
        } test: { _, client in
            let name = try await client.project().name
            #expect(name == text)
        }
    }

    @Test func packingThatSavesNothingIsNotDone() {
        #expect(GzipCompressor.compress([]) == nil)
        #expect(GzipCompressor.compress([1, 2, 3]) == nil)
    }

    /// 64 MiB of blanks in some 64 kB.
    @Test func aSmallAnswerThatUnpacksBeyondTheLimitIsRefused() async throws {
        let bomb = try Self.packed([UInt8](repeating: 0x20, count: 64 * 1024 * 1024))
        try await TestServer.run { _, _, _ in
            bomb
        } test: { server, _ in
            var configuration = try server.configuration
            configuration.maximumResponseBytes = 1024 * 1024
            let client = PostHogClient(configuration)
            let error = await #expect(throws: PostHogError.self) { _ = try await client.project() }
            #expect(error?.kind == .tooLarge)
            #expect(error?.detail == "the answer is larger than 1048576 bytes")
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        arguments: [
            [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF], Array("{\"id\":7}".utf8),
        ] as [[UInt8]]) func whatCannotBeUnpackedIsMalformed(_ body: [UInt8]) async throws
    {
        try await TestServer.run { _, _, _ in
            .answer(status: 200, headers: ["Content-Encoding": "gzip"], body: body)
        } test: { _, client in
            let error = await #expect(throws: PostHogError.self) { _ = try await client.with(attempts: 1).project() }
            #expect(error?.kind == .malformed)
            #expect(error?.call == "GET /api/projects/7/")
        }
    }

    @Test func aPackedErrorIsReadToo() async throws {
        let json: JSON = [
            "type": "validation_error", "code": "required", "detail": .string(String(repeating: "a", count: 90)),
        ]
        let body = try #require(GzipCompressor.compress(json.serialized()))
        try await TestServer.run { _, _, _ in
            .answer(status: 400, headers: ["Content-Encoding": "gzip"], body: body)
        } test: { _, client in
            let error = await #expect(throws: PostHogError.self) { _ = try await client.project() }
            #expect(error?.kind == .validation)
            #expect(error?.code == "required")
        }
    }

    private static func event(_ size: Int) -> String {
        #"{"event":"e","distinct_id":"u","properties":{"text":"\#(String(repeating: "x", count: size))"}}"#
    }

    @Test func aLargeBatchIsPackedAndASmallOneIsNot() async throws {
        try await TestServer.run { _, _, _ in
            .json(["status": "Ok"])
        } test: { server, _ in
            let log = ExchangeLog()
            var configuration = try server.configuration
            configuration.onExchange = { log.append($0) }
            let client = PostHogClient(configuration)
            try await client.deliver([Self.event(10)])
            try await client.deliver([Self.event(5_000)])
            configuration.compressedFromBytes = .max
            try await PostHogClient(configuration).deliver([Self.event(5_000)])
            let requests = server.requests
            #expect(requests.map { $0.headers["content-encoding"] } == [nil, "gzip", nil])
            #expect(requests.map { $0.headers["content-type"] } == Array(repeating: "application/json", count: 3))
            #expect(requests[1].body == GzipCompressor.compress(requests[2].body))
            #expect(requests[1].body.count < 200)
            // Who looks at the exchange sees what was said, not how it was packed.
            #expect(log.exchanges[1].requestBody == log.exchanges[2].requestBody)
            #expect(log.exchanges[1].requestBody.contains("\"event\":\"e\""))
        }
    }
}
