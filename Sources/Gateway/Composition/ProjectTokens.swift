import HTTPTypes
import Synchronization

/// The project tokens SDKs may send events with; several at once let a token be replaced without a gap.
///
/// A project token is public, as it stands in every web page that sends events; it is compared by its digest all the
/// same, so that no comparison of tokens in the gateway depends on how much of a guess is right.
final class ProjectTokens: Sendable {
    private let tokens: Mutex<ProjectTokenSet>

    /// - Parameter isOwnAwaited: whether PostHog is yet to tell the project's own token (``learn(_:)``).
    init(_ tokens: [some StringProtocol], isOwnAwaited: Bool) {
        self.tokens = Mutex(ProjectTokenSet(tokens, isOwnAwaited: isOwnAwaited))
    }

    /// Takes the token PostHog told an earlier run, which counts until it tells one again.
    func keep(_ token: String) {
        tokens.withLock { $0.keep(token) }
    }

    /// Takes the project's own token as PostHog tells it, which settles what every other token is.
    func learn(_ token: String) {
        tokens.withLock { $0.learn(token) }
    }

    /// Refuses a token that is none of the project's.
    /// - Parameter field: where the request has it.
    func check(_ token: String, field: String) throws(Problem) {
        switch tokens.withLock({ $0.verdict(on: token) }) {
        case .known: return
        case .undecided:
            // An SDK keeps its events after a 503, and throws them away after a 401.
            var problem = Problem(
                .serviceUnavailable,
                "PostHog has not told the project's token yet; set POSTHOG_PROJECT_TOKEN to know it.")
            problem.retryAfterSeconds = 5
            throw problem
        case .unknown:
            throw Problem(
                .unauthorized, "The project token is not the one of this gateway.",
                field: Problem.Field(name: field, rule: "the project token"), headers: Problem.projectTokenChallenge)
        }
    }
}
