import Analytics

/// Decides whether correctly signed claims are accepted now.
struct JWTPolicy: Sendable {
    let issuer: String?
    let audience: String?

    /// How far the issuer's clock may be off.
    static let leewaySeconds: Int64 = 60
    static let leewayMicroseconds = leewaySeconds * Timestamp.microsecondsPerSecond

    /// The moment from which the claims are no longer accepted.
    func check(_ claims: JWTClaims, at now: Timestamp) throws(JWTFailure) -> Timestamp {
        guard let expiresAt = claims.expiresAt else { throw .missingExpiry }
        let end = expiresAt.advanced(byMicroseconds: Self.leewayMicroseconds)
        guard now < end else { throw .expired }
        if let notBefore = claims.notBefore, now.advanced(byMicroseconds: Self.leewayMicroseconds) < notBefore {
            throw .notYetValid
        }
        if let issuer, claims.issuer != issuer { throw .wrongIssuer }
        if let audience, !claims.audiences.contains(audience) { throw .wrongAudience }
        return end
    }
}
