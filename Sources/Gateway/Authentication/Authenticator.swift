import Access
import Analytics
import Crypto

/// Turns what came with a request into a principal (DESIGN §4.11, §4.15, §4.16).
///
/// A bearer token or API key wins: when one is present a cookie is not looked at, so that a script never acts with
/// the rights of a page. An `Authorization` of another scheme, which a site's own password prompt adds to every
/// request, counts only when nothing else came.
struct Authenticator: Sendable {
    /// Longer than any token or JWT that fits the header lines nginx takes.
    static let maximumTokenBytes = 16_384

    private let tokens: TokenRegistry
    private let jwt: JWTAuthenticator?
    private let sessions: SessionService
    private let isInsecure: Bool

    /// - Parameter isInsecure: grants everything to everyone (DESIGN §4.15).
    init(tokens: TokenRegistry, jwt: JWTAuthenticator?, sessions: SessionService, isInsecure: Bool) {
        self.tokens = tokens
        self.jwt = jwt
        self.sessions = sessions
        self.isInsecure = isInsecure
    }

    /// The principal of insecure mode: nobody had to prove anything, everything is allowed.
    static let insecure = Authentication(
        principal: Principal(subject: "insecure", method: .insecure, capabilities: Set(Capability.allCases)),
        expiresAt: nil, credential: .insecure)

    func authenticate(
        _ credentials: RequestCredentials, at now: Timestamp
    ) async throws(AuthenticationFailure) -> Authentication {
        if isInsecure { return Self.insecure }
        var failure = AuthenticationFailure.missing
        if let authorization = credentials.authorization {
            if let token = Self.bearerToken(in: authorization) { return try await authenticate(token: token, at: now) }
            failure = .malformed(.notBearer)
        }
        if let apiKey = credentials.apiKey {
            return try await authenticate(token: apiKey[...], at: now)
        }
        if !credentials.cookies.isEmpty, let identifier = try credentials.cookie().identifier(in: credentials.cookies) {
            return try await sessions.authenticate(identifier, at: now)
        }
        throw failure
    }

    /// Checks a token or JWT that came without a header around it, as in a sign-in.
    func authenticate(token: Substring, at now: Timestamp) async throws(AuthenticationFailure) -> Authentication {
        let count = token.utf8.count
        guard count <= Self.maximumTokenBytes else { throw .malformed(.tooLong) }
        guard count > 0, Self.isVisible(token) else { throw .malformed(.token) }
        let digest = SHA256.hash(credential: token)
        if let authentication = tokens.authentication(digest: digest) { return authentication }
        guard let jwt, JSONWebToken.hasShape(token) else { throw .unknownToken }
        return try await jwt.authenticate(token, digest: digest, at: now)
    }

    /// Whether a text has visible ASCII characters only.
    private static func isVisible(_ token: Substring) -> Bool {
        func isVisible(_ bytes: some Sequence<UInt8>) -> Bool { bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F } }
        return token.utf8.withContiguousStorageIfAvailable(isVisible) ?? isVisible(token.utf8)
    }

    /// The token of `Bearer <token>`, the scheme in any case (RFC 9110 §11.1); nil for other schemes.
    private static func bearerToken(in header: String) -> Substring? {
        let bytes = header.utf8
        guard let separator = bytes.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        guard header[..<separator].lowercased() == "bearer" else { return nil }
        var start = separator
        while start < bytes.endIndex, bytes[start] == UInt8(ascii: " ") { start = bytes.index(after: start) }
        return header[start...]
    }
}
