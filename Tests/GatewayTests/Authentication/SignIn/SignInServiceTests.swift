import Access
import Analytics
import Testing

@testable import Gateway

@Suite struct SignInServiceTests {
    private let store = InMemoryAccessStore()

    @Test func `five wrong tokens are free, then the delay grows`() async throws {
        let fixture = try await AuthenticationFixture(store: store)
        var now = Timestamp.now
        for _ in 0..<5 {
            await #expect(throws: SignInService.Failure.refused(.unknownToken)) {
                try await fixture.signIn("x", at: now)
            }
        }
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            await #expect(throws: SignInService.Failure.wait(seconds: seconds)) {
                try await fixture.signIn("x", at: now)
            }
            now = now.advanced(bySeconds: Int64(seconds))
            await #expect(throws: SignInService.Failure.refused(.unknownToken)) {
                try await fixture.signIn("x", at: now)
            }
        }
    }

    @Test func `while a client waits a right token is answered like a wrong one`() async throws {
        let fixture = try await AuthenticationFixture(store: store)
        for _ in 0..<5 { await #expect(throws: SignInService.Failure.self) { try await fixture.signIn("x") } }
        await #expect(throws: SignInService.Failure.wait(seconds: 1)) { try await fixture.signIn() }
        _ = try await fixture.signIn(from: "192.0.2.2")
        _ = try await fixture.signIn(at: .now.advanced(bySeconds: 1))
        #expect(await store.delays.isEmpty)
        await #expect(throws: SignInService.Failure.refused(.unknownToken)) { try await fixture.signIn("x") }
    }

    @Test func `the delay holds in every process`() async throws {
        let here = try await AuthenticationFixture(store: store)
        let elsewhere = try await AuthenticationFixture(store: store)
        for _ in 0..<5 { await #expect(throws: SignInService.Failure.self) { try await here.signIn("x") } }
        await #expect(throws: SignInService.Failure.wait(seconds: 1)) { try await elsewhere.signIn() }
    }

    @Test func `of many attempts at once only the free ones are looked at`() async throws {
        let fixture = try await AuthenticationFixture(store: store)
        func refusals(at now: Timestamp) async -> Int {
            // All of them learn of the same failures before any is counted.
            await store.meet(readers: 50)
            return await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        do {
                            _ = try await fixture.signIn("x", at: now)
                            return false
                        } catch {
                            return error as? SignInService.Failure == .refused(.unknownToken)
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
        }
        #expect(await refusals(at: .now) == 5)
        #expect(await refusals(at: .now.advanced(bySeconds: 60)) == 1)
    }

    @Test func `guesses from everywhere share one allowance that locks nobody out for long`() async throws {
        let throttle = SignInThrottle(store: store, at: .now)
        for number in 0..<100 {
            #expect(try await throttle.begin(client: "client-\(number)", at: .now) == .allowed)
            throttle.failed(at: .now)
        }
        #expect(try await throttle.begin(client: "another", at: .now) == .wait(seconds: 1))
        #expect(try await throttle.begin(client: "another", at: .now.advanced(bySeconds: 1)) == .allowed)
    }

    @Test func `the session before a sign-in ends with it`() async throws {
        let fixture = try await AuthenticationFixture(store: store)
        let first = try await fixture.signIn()
        let second = try await fixture.signIn.signIn(
            token: " \(AuthenticationFixture.readToken) ", clientAddress: "192.0.2.1", replacing: first.identifier,
            at: .now)
        #expect(second.identifier != first.identifier)
        await #expect(throws: AuthenticationFailure.sessionEnded) {
            try await fixture.sessions.authenticate(first.identifier, at: .now)
        }
        #expect(
            try await fixture.sessions.authenticate(second.identifier, at: .now).principal.capabilities == [.read])
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8:0:0::/64"),
        ("2001:0db8:0:0:ffff::1", "2001:db8:0:0::/64"), ("::1", "0:0:0:0::/64"), ("", "unknown"), ("unix:", "unix:"),
    ])
    func `clients are told apart by what one of them owns`(address: String, key: String) {
        #expect(ClientKey.key(of: address) == key)
    }

    @Test func `an address of any length is kept short`() {
        #expect(ClientKey.key(of: String(repeating: "x", count: 10_000)).utf8.count == 64)
    }
}
