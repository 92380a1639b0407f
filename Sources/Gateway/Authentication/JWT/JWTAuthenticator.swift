import Access
import Analytics
import Crypto
import Logging

/// Accepts JWTs signed with a configured key (DESIGN §4.11; RFC 7519, RFC 8725).
///
/// HS256 is verified with `JWT_SECRET` alone, every other algorithm with a key of the key sets that is for exactly
/// that algorithm, so a public key can never be taken for a secret and `none` is no algorithm at all.
struct JWTAuthenticator: Sendable {
    private let policy: JWTPolicy
    private let allowsSelfLookup: Bool
    private let secret: VerificationKey?
    private let file: KeySetFile?
    private let remote: RemoteKeySet?
    private let cache = VerifiedTokenCache()

    private struct Keys {
        var file = VerificationKeySet.empty
        var remote = VerificationKeySet.empty
        var version = VerifiedTokenCache.KeyVersion()
    }

    /// Reads secret and key file; the key set at the URL is fetched when the first JWT needs it, so that a gateway
    /// starts while the key server is down.
    init(settings: JWTSettings, logger: Logger) async throws(SettingError) {
        policy = JWTPolicy(issuer: settings.issuer, audience: settings.audience)
        allowsSelfLookup = settings.allowsSelfLookup
        if let text = try settings.validatedSecret() {
            guard let key = try? await VerificationKey(secret: text) else {
                throw SettingError(
                    "JWT_SECRET", "cannot be used as a key",
                    allowed: "at least \(JWTSettings.minimumSecretBytes) bytes")
            }
            secret = key
        } else {
            secret = nil
        }
        if let path = settings.keySetFile {
            file = try await KeySetFile(path: path, logger: logger)
        } else {
            file = nil
        }
        remote = try settings.validatedKeySetURL().map {
            RemoteKeySet(download: KeySetDownload(url: $0), logger: logger)
        }
    }

    /// - Parameter digest: the SHA-256 of the token's text.
    func authenticate(
        _ text: Substring, digest: SHA256Digest, at now: Timestamp
    ) async throws(AuthenticationFailure) -> Authentication {
        var keys = await currentKeys(at: now)
        if let known = cache.authentication(digest: digest, keyVersion: keys.version, at: now) { return known }
        do throws(JWTFailure) {
            let token = try JSONWebToken(text)
            var key: VerificationKey
            do throws(JWTFailure) {
                key = try verify(token, with: keys)
            } catch  where mayBeNewKey(token, error) {
                keys = await refreshedKeys(at: now)
                key = try verify(token, with: keys)
            }
            let claims = try JWTClaims(try token.claims())
            let endsAt = try policy.check(claims, at: now)
            let authentication = Authentication(
                principal: Principal(
                    subject: claims.auditName, method: .jwt, capabilities: claims.capabilities,
                    identity: allowsSelfLookup ? claims.identity : nil),
                expiresAt: claims.expiresAt, credential: .jwt(keyFingerprint: key.fingerprint))
            cache.store(authentication, digest: digest, endsAt: endsAt, keyVersion: keys.version)
            return authentication
        } catch {
            if error == .unknownKey, isWaitingForKeys(keys) {
                throw .unavailable(retryAfterSeconds: Int(RemoteKeySet.retryIntervalSeconds))
            }
            throw .jwt(error)
        }
    }

    /// Whether JWTs of a key are still accepted: what a session that was opened with one depends on.
    func accepts(at now: Timestamp, key isMatch: (SHA256Digest) -> Bool) async throws(AuthenticationFailure) -> Bool {
        if let secret, isMatch(secret.fingerprint) { return true }
        func isAmong(_ keys: Keys) -> Bool {
            (keys.file.keys + keys.remote.keys).contains { isMatch($0.fingerprint) }
        }
        if isAmong(await currentKeys(at: now)) { return true }
        let keys = await refreshedKeys(at: now)
        if isAmong(keys) { return true }
        if isWaitingForKeys(keys) { throw .unavailable(retryAfterSeconds: Int(RemoteKeySet.retryIntervalSeconds)) }
        return false
    }

    /// The key that made the token's signature.
    private func verify(_ token: JSONWebToken, with keys: Keys) throws(JWTFailure) -> VerificationKey {
        let key = try key(for: token, in: keys)
        try key.verify(token)
        return key
    }

    private func key(for token: JSONWebToken, in keys: Keys) throws(JWTFailure) -> VerificationKey {
        if token.algorithm == "HS256" {
            guard let secret else { throw .unsupportedAlgorithm }
            return secret
        }
        guard file != nil || remote != nil, Self.algorithms.contains(token.algorithm) else {
            throw .unsupportedAlgorithm
        }
        guard file != nil else { return try keys.remote.key(for: token) }
        do throws(JWTFailure) {
            return try keys.file.key(for: token)
        } catch {
            if remote == nil || error != .unknownKey { throw error }
            return try keys.remote.key(for: token)
        }
    }

    /// What a key of a key set can be for.
    private static let algorithms: Set<String> = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]

    /// Whether the key server may have a key that would do: an unknown key, or a signature that no `kid` ties to
    /// the old key of its algorithm.
    private func mayBeNewKey(_ token: JSONWebToken, _ failure: JWTFailure) -> Bool {
        guard remote != nil, token.algorithm != "HS256" else { return false }
        return failure == .unknownKey || (failure == .invalidSignature && token.keyIdentifier == nil)
    }

    /// Whether the key server has never answered, so that nothing can be said about its keys.
    private func isWaitingForKeys(_ keys: Keys) -> Bool {
        remote != nil && keys.version.remote == 0
    }

    private func currentKeys(at now: Timestamp) async -> Keys {
        var keys = Keys()
        if let file { (keys.file, keys.version.file) = await file.current(at: now) }
        if let remote { (keys.remote, keys.version.remote) = remote.current(at: now) }
        return keys
    }

    private func refreshedKeys(at now: Timestamp) async -> Keys {
        var keys = await currentKeys(at: now)
        if let remote { (keys.remote, keys.version.remote) = await remote.refreshed(at: now) }
        return keys
    }
}
