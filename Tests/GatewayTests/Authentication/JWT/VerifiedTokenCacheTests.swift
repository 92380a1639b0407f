import Analytics
import Crypto
import Testing

@testable import Gateway

@Suite struct VerifiedTokenCacheTests {
    @Test func `it holds no more than its capacity`() {
        let cache = VerifiedTokenCache(capacity: 100)
        for number in 0..<1_000 {
            let digest = SHA256.hash(credential: String(number))
            cache.store(
                Authenticator.insecure, digest: digest, endsAt: .now.advanced(bySeconds: 1), keyVersion: .init())
            #expect(cache.authentication(digest: digest, keyVersion: .init(), at: .now) != nil)
        }
        #expect(cache.count == 100)
    }

    @Test func `what ended or was verified with other keys is forgotten`() {
        let cache = VerifiedTokenCache()
        let digest = SHA256.hash(credential: "token")
        let end = Timestamp.now.advanced(bySeconds: 10)
        cache.store(Authenticator.insecure, digest: digest, endsAt: end, keyVersion: .init(file: 1, remote: 1))
        #expect(cache.authentication(digest: digest, keyVersion: .init(file: 1, remote: 1), at: .now) != nil)
        #expect(cache.authentication(digest: digest, keyVersion: .init(file: 1, remote: 2), at: .now) == nil)
        cache.store(Authenticator.insecure, digest: digest, endsAt: end, keyVersion: .init())
        #expect(cache.authentication(digest: digest, keyVersion: .init(), at: end) == nil)
        #expect(cache.count == 0)
    }
}
