import Crypto
import HTTPTypes
import Synchronization

/// The project tokens SDKs may send events with; several at once let a token be replaced without a gap.
///
/// A project token is public, as it stands in every web page that sends events; it is compared by its digest all the
/// same, so that no comparison of tokens in the gateway depends on how much of a guess is right.
final class ProjectTokens: Sendable {
    private struct State {
        var digests: Set<SHA256Digest>
        /// Whether the project has a token that is not known yet.
        var isIncomplete: Bool
    }

    private let state: Mutex<State>

    /// - Parameter isIncomplete: whether PostHog is yet to tell the project's own token (``add(_:)``).
    init(_ tokens: [some StringProtocol], isIncomplete: Bool = false) {
        state = Mutex(State(digests: Set(tokens.map { SHA256.hash(credential: $0) }), isIncomplete: isIncomplete))
    }

    /// Takes the project's own token, which makes the tokens complete.
    func add(_ token: String) {
        state.withLock { state in
            state.digests.insert(SHA256.hash(credential: token))
            state.isIncomplete = false
        }
    }

    /// Refuses a token that is none of the project's.
    /// - Parameter field: where the request has it.
    func check(_ token: String, field: String) throws(Problem) {
        let digest = SHA256.hash(credential: token)
        let (isKnown, isIncomplete) = state.withLock { ($0.digests.contains(digest), $0.isIncomplete) }
        guard !isKnown else { return }
        guard !isIncomplete else {
            // An SDK keeps its events after a 503, and throws them away after a 401.
            var problem = Problem(
                .serviceUnavailable,
                "PostHog has not told the project's token yet; set POSTHOG_PROJECT_TOKEN to know it.")
            problem.retryAfterSeconds = 5
            throw problem
        }
        throw Problem(
            .unauthorized, "The project token is not the one of this gateway.",
            field: Problem.Field(name: field, rule: "the project token"), headers: Problem.projectTokenChallenge)
    }
}
