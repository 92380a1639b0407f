import Analytics
import Crypto
import JSON
import Logging
import Testing

@testable import Gateway

@Suite struct RemoteKeySetTests {
    static let logger = JWTAuthenticatorTests.logger

    private let server: KeyServer

    init() throws {
        server = try KeyServer()
    }

    private static func keySet(of server: KeyServer) -> RemoteKeySet {
        RemoteKeySet(download: KeySetDownload(url: server.url, timeoutMilliseconds: 300_000), logger: logger)
    }

    private func authenticator() async throws -> JWTAuthenticator {
        try await JWTAuthenticator(settings: JWTSettings(keySetURL: server.url), logger: Self.logger)
    }

    private func authenticate(_ signer: TokenSigner, _ authenticator: JWTAuthenticator, at now: Timestamp) async throws
    {
        let claims: JSON = ["sub": "u1", "exp": .integer(now.seconds + 600)]
        let token = try signer.token(claims)
        _ = try await authenticator.authenticate(token[...], digest: SHA256.hash(credential: token), at: now)
    }

    @Test func `a new key is fetched when a token names it, at most twice a minute`() async throws {
        let old = try await TokenSigner.es256("old")
        let new = try await TokenSigner.es256("new")
        let authenticator = try await authenticator()
        #expect(server.requests == 0)
        server.answer(with: TokenSigner.keySet(old))
        try await authenticate(old, authenticator, at: .now)
        try await authenticate(old, authenticator, at: .now)
        #expect(server.requests == 1)

        server.answer(with: TokenSigner.keySet(new))
        for seconds in [1, 29] as [Int64] {
            await #expect(throws: AuthenticationFailure.jwt(.unknownKey)) {
                try await authenticate(new, authenticator, at: .now.advanced(bySeconds: seconds))
            }
        }
        #expect(server.requests == 1)
        try await authenticate(new, authenticator, at: .now.advanced(bySeconds: 30))
        #expect(server.requests == 2)
        await #expect(throws: AuthenticationFailure.jwt(.unknownKey)) {
            try await authenticate(old, authenticator, at: .now.advanced(bySeconds: 31))
        }
    }

    @Test func `a new key behind a token without key id is fetched too`() async throws {
        let old = try await TokenSigner.es256(nil)
        let new = try await TokenSigner.es256(nil)
        let authenticator = try await authenticator()
        server.answer(with: TokenSigner.keySet(old))
        try await authenticate(old, authenticator, at: .now)
        server.answer(with: TokenSigner.keySet(new))
        try await authenticate(new, authenticator, at: .now.advanced(bySeconds: 30))
    }

    @Test func `requests at the same time share one fetch`() async throws {
        let signer = try await TokenSigner.es256()
        server.answer(with: TokenSigner.keySet(signer))
        let authenticator = try await authenticator()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask { try await authenticate(signer, authenticator, at: .now) }
            }
            try await group.waitForAll()
        }
        #expect(server.requests == 1)
    }

    @Test func `the last good keys stay while the server is wrong or gone`() async throws {
        let signer = try await TokenSigner.es256()
        let remote = Self.keySet(of: server)
        server.answer(with: TokenSigner.keySet(signer))
        var now = Timestamp.now
        var (keys, version) = await remote.refreshed(at: now)
        #expect(keys.keys.count == 1)
        #expect(version == 1)
        for answer in [
            KeyServer.Answer(status: "500 Internal Server Error", body: TokenSigner.keySet(signer)),
            KeyServer.Answer(body: "{\"keys\":[]}"), KeyServer.Answer(body: "<html>"),
            KeyServer.Answer(body: String(repeating: " ", count: 600_000)),
            KeyServer.Answer(status: "302 Found", headers: ["Location: \(server.url)2"]),
        ] {
            server.answer(with: answer)
            let requests = server.requests
            now = now.advanced(bySeconds: 30)
            (keys, version) = await remote.refreshed(at: now)
            #expect(server.requests == requests + 1)
            #expect(keys.keys.count == 1)
            #expect(version == 1)
        }
        server.close()
        now = now.advanced(bySeconds: 30)
        (keys, version) = await remote.refreshed(at: now)
        #expect(keys.keys.count == 1)
        #expect(version == 1)
    }

    @Test(arguments: [(nil, 300), (120, 120), (1, 30), (9_999_999, 86_400)] as [(Int?, Int64)])
    func `keys are fetched anew when they are no longer fresh`(maximumAge: Int?, seconds: Int64) async throws {
        let old = try await TokenSigner.es256("old")
        let new = try await TokenSigner.es256("new")
        let remote = Self.keySet(of: server)
        server.answer(with: TokenSigner.keySet(old), maximumAge: maximumAge)
        _ = await remote.refreshed(at: .now)
        server.answer(with: TokenSigner.keySet(new))
        _ = remote.current(at: .now.advanced(bySeconds: seconds - 1))
        #expect(server.requests == 1)
        let due = Timestamp.now.advanced(bySeconds: seconds)
        // The stale keys are given at once; what was begun is then waited for.
        #expect(remote.current(at: due).keys.keys.map(\.identifier) == ["old"])
        #expect(await remote.refreshed(at: due).keys.keys.map(\.identifier) == ["new"])
        #expect(server.requests == 2)
    }

    @Test func `the same keys again are no change`() async throws {
        let remote = Self.keySet(of: server)
        server.answer(with: TokenSigner.keySet(try await .es256()))
        #expect(await remote.refreshed(at: .now).version == 1)
        #expect(await remote.refreshed(at: .now.advanced(bySeconds: 300)).version == 1)
        #expect(server.requests == 2)
    }

    @Test func `while the server has never answered nothing can be said`() async throws {
        let signer = try await TokenSigner.es256()
        server.close()
        let authenticator = try await authenticator()
        await #expect(throws: AuthenticationFailure.unavailable(retryAfterSeconds: 30)) {
            try await authenticate(signer, authenticator, at: .now)
        }
    }

    @Test func `a secret needs no key server`() async throws {
        let settings = JWTSettings(secret: TokenSigner.secret, keySetURL: server.url)
        server.answer(with: KeyServer.Answer(body: "{", stallsAfter: 0))
        let authenticator = try await JWTAuthenticator(settings: settings, logger: Self.logger)
        try await authenticate(TokenSigner.hs256(), authenticator, at: .now)
        server.close()
    }

    @Test func `a server that stops in the middle is given up`() async throws {
        var answer = KeyServer.Answer(body: TokenSigner.keySet(try await .es256()))
        answer.stallsAfter = 10
        server.answer(with: answer)
        await #expect(throws: KeySetDownload.Failure.timeout) {
            try await KeySetDownload(url: server.url, timeoutMilliseconds: 200)()
        }
    }

    @Test(
        arguments: [
            (["max-age=60"], 60), (["public", "Max-Age=60"], 60), (["max-age=\"60\""], 60), (["no-store"], 0),
            (["max-age=60", "no-cache"], 0), (["max-age=x"], nil), (["max-age=-"], nil), ([], nil),
            (["s-maxage=5"], nil),
            (["max-age=99999999999999999999"], nil),
        ] as [([String], Int64?)])
    func `the age is read from Cache-Control`(directives: [String], seconds: Int64?) {
        #expect(KeySetDownload.maximumAge(directives) == seconds)
    }
}
