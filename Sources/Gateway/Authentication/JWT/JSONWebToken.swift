import JSON

/// The parts of a JWT in compact form (RFC 7519 §3, RFC 7515 §7.1), nothing of it verified.
struct JSONWebToken: Sendable {
    /// Header `alg`.
    let algorithm: String
    /// Header `kid`.
    let keyIdentifier: String?
    /// What the signature is over: header and claims as they were sent.
    let signingInput: ArraySlice<UInt8>
    let signature: [UInt8]
    private let encodedClaims: ArraySlice<UInt8>

    private static let limits = JSONLimits(maximumDepth: 16, maximumBytes: 16_384, maximumContainerElements: 1_000)

    /// Whether a credential can only be a JWT: three parts.
    static func hasShape(_ token: Substring) -> Bool {
        func hasTwoPeriods(_ bytes: some Sequence<UInt8>) -> Bool {
            var periods = 0
            for byte in bytes where byte == UInt8(ascii: ".") { periods += 1 }
            return periods == 2
        }
        // On the way of every request: the buffer costs a fraction of stepping through the text.
        return token.utf8.withContiguousStorageIfAvailable(hasTwoPeriods) ?? hasTwoPeriods(token.utf8)
    }

    init(_ token: Substring) throws(JWTFailure) {
        let bytes = Array(token.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed }
        guard let header = Self.json(parts[0]), let signature = Base64URL.decode(parts[2]) else { throw .malformed }
        guard let algorithm = header["alg"]?.stringValue else { throw .malformed }
        // No extension is understood here, so whatever the list names is one that is not.
        guard header["crit"] == nil else { throw .criticalExtension }
        switch header["kid"] {
        case nil: keyIdentifier = nil
        case .string(let identifier)?: keyIdentifier = identifier
        default: throw .malformed
        }
        self.algorithm = algorithm
        self.signature = signature
        signingInput = bytes[..<parts[1].endIndex]
        encodedClaims = parts[1]
    }

    /// The claims; to be read only when the signature was found good.
    func claims() throws(JWTFailure) -> JSON {
        guard let claims = Self.json(encodedClaims) else { throw .malformed }
        return claims
    }

    private static func json(_ part: ArraySlice<UInt8>) -> JSON? {
        guard let bytes = Base64URL.decode(part), let json = try? JSON(parsing: bytes, limits: limits),
            json.objectValue != nil
        else { return nil }
        return json
    }
}
