import JSON

/// The public keys of a JSON Web Key Set (RFC 7517 §5).
struct VerificationKeySet: Sendable {
    let keys: [VerificationKey]

    static let empty = VerificationKeySet(keys: [])
    static let maximumBytes = 512 * 1_024
    static let maximumKeys = 100

    /// Why a text is not a usable key set.
    enum Failure: String, Error, Sendable, CustomStringConvertible {
        case tooLarge = "is larger than 512 KiB"
        case malformed = "is not a JSON object with an array \"keys\""
        case tooManyKeys = "holds more than 100 keys"
        /// Most likely a mistake, and it would lock everybody out.
        case noUsableKeys = "holds no key that can verify signatures"

        var description: String { rawValue }
    }

    init(keys: [VerificationKey]) {
        self.keys = keys
    }

    init(parsing bytes: [UInt8]) async throws(Failure) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
        guard let set = try? JSON(parsing: bytes, limits: JSONLimits(maximumDepth: 16)),
            let list = set["keys"]?.arrayValue
        else { throw .malformed }
        guard list.count <= Self.maximumKeys else { throw .tooManyKeys }
        var keys: [VerificationKey] = []
        for entry in list {
            if let key = await VerificationKey(entry) { keys.append(key) }
        }
        guard !keys.isEmpty else { throw .noUsableKeys }
        self.keys = keys
    }

    /// The key a token must have been signed with.
    ///
    /// A token without `kid` means the only key of its algorithm; with several it is unknown, because trying them
    /// all would let a sender choose the work done here.
    func key(for token: JSONWebToken) throws(JWTFailure) -> VerificationKey {
        guard let identifier = token.keyIdentifier else {
            let candidates = keys.filter { $0.algorithmName == token.algorithm }
            guard candidates.count == 1, let key = candidates.first else { throw .unknownKey }
            return key
        }
        let candidates = keys.filter { $0.identifier == identifier }
        if candidates.isEmpty { throw .unknownKey }
        guard let key = candidates.first(where: { $0.algorithmName == token.algorithm }) else {
            throw .unsupportedAlgorithm
        }
        return key
    }
}
