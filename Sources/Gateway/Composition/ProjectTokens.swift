import Crypto

/// The project tokens SDKs may send events with; several at once let a token be replaced without a gap.
///
/// A project token is public, as it stands in every web page that sends events; it is compared by its digest all the
/// same, so that no comparison of tokens in the gateway depends on how much of a guess is right.
struct ProjectTokens: Sendable {
    private let digests: Set<SHA256Digest>

    init(_ tokens: [some StringProtocol]) {
        digests = Set(tokens.map { SHA256.hash(credential: $0) })
    }

    func contains(_ token: String) -> Bool {
        digests.contains(SHA256.hash(credential: token))
    }
}
