public import Logging
public import PostHogClient
import Synchronization

/// Calls PostHog with the credentials of the moment, so that a key is replaced without a restart.
///
/// The credentials are asked for before every call. When PostHog does not accept them they are asked for once more, and
/// the call is made again if they are others by then. Pauses that PostHog asked for end with the credentials it asked.
public final class PostHogUpstream: Sendable {
    /// Gives the credentials as they are now; called for every request, so it must be cheap.
    public typealias Credentials = @Sendable () throws -> PostHogCredentials

    private let shared: PostHogClient
    private let credentials: Credentials
    private let logger: Logger
    private let last: Mutex<PostHogCredentials>

    /// - Parameter configuration: its credentials are used until ``Credentials`` gives others, and while it fails.
    public init(
        _ configuration: PostHogConfiguration, credentials: @escaping Credentials, logger: Logger
    ) {
        shared = PostHogClient(configuration)
        last = Mutex(configuration.credentials)
        self.credentials = credentials
        self.logger = logger
    }

    /// Names the project among all of all hosts: what is kept on disk belongs to one of them.
    var project: String {
        let credentials = current
        return "\(credentials.host.privateAPI) \(credentials.projectID)"
    }

    /// Makes one call, twice at most.
    public func call<Value: Sendable>(
        _ body: @Sendable (PostHogClient) async throws(PostHogError) -> Value
    ) async throws(PostHogError) -> Value {
        let first = current
        do throws(PostHogError) {
            return try await body(shared.with(credentials: first))
        } catch {
            guard error.kind == .authentication else { throw error }
            let fresh = current
            guard fresh != first else { throw error }
            logger.notice("PostHog refused the key, and another one is set by now")
            return try await body(shared.with(credentials: fresh))
        }
    }

    /// Makes one call, twice at most, and gives what came of it.
    func result<Value: Sendable>(
        _ body: @Sendable (PostHogClient) async throws(PostHogError) -> Value
    ) async -> Result<Value, PostHogError> {
        do throws(PostHogError) {
            return .success(try await call(body))
        } catch {
            return .failure(error)
        }
    }

    /// The credentials now; while they cannot be read, for example from a file that is being written, the last ones.
    public var current: PostHogCredentials {
        do {
            let credentials = try credentials()
            let areReplaced = last.withLock { last in
                defer { last = credentials }
                return last != credentials
            }
            if areReplaced { shared.endPauses() }
            return credentials
        } catch {
            logger.warning("the credentials of PostHog cannot be read", metadata: ["error": "\(error)"])
            return last.withLock(\.self)
        }
    }
}
