import Crypto

/// Which project tokens count, and whether the project may have another one that is not known yet.
struct ProjectTokenSet: Sendable {
    /// What a gateway says to a token.
    enum Verdict: Sendable, Equatable {
        case known
        /// None of the project's, for certain.
        case unknown
        /// PostHog has not told the project's own token yet, and this may be it.
        case undecided
    }

    /// The token the project itself has.
    private enum Own {
        case none
        /// As PostHog told it to an earlier run; it may have been replaced since.
        case kept(SHA256Digest)
        case told(SHA256Digest)
    }

    private let configured: Set<SHA256Digest>
    private let isOwnAwaited: Bool
    private var own = Own.none

    /// - Parameters:
    ///   - tokens: those that count whatever PostHog says.
    ///   - isOwnAwaited: whether nothing is certain until PostHog has told the project's own token.
    init(_ tokens: [some StringProtocol], isOwnAwaited: Bool) {
        configured = Set(tokens.map { SHA256.hash(credential: $0) })
        self.isOwnAwaited = isOwnAwaited
    }

    /// Takes the token PostHog told an earlier run. It counts until PostHog tells one, and proves nothing about others.
    mutating func keep(_ token: String) {
        if case .told = own { return }
        own = .kept(SHA256.hash(credential: token))
    }

    /// Takes the project's own token as PostHog tells it now, in the place of any it told before.
    mutating func learn(_ token: String) {
        own = .told(SHA256.hash(credential: token))
    }

    func verdict(on token: String) -> Verdict {
        let digest = SHA256.hash(credential: token)
        if configured.contains(digest) { return .known }
        switch own {
        case .told(let told): return digest == told ? .known : .unknown
        case .kept(let kept) where digest == kept: return .known
        case .kept, .none: return isOwnAwaited ? .undecided : .unknown
        }
    }
}
