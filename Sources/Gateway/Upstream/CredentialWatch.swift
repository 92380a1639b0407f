import Logging
import PostHogClient
import Synchronization

/// The credentials of PostHog as the environment files say them now: a replaced key counts without a restart.
final class CredentialWatch: Sendable {
    private static let files = [".env.local", ".env"]

    private let state: Mutex<PostHogCredentials>
    private let logger: Logger

    init(_ credentials: PostHogCredentials, logger: Logger) {
        state = Mutex(credentials)
        self.logger = logger
    }

    var current: PostHogCredentials { state.withLock(\.self) }

    /// Looks once a second whether a file changed, until the task is cancelled.
    func run() async {
        var seen = Self.files.map(FileMark.init)
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            let now = Self.files.map(FileMark.init)
            guard now != seen else { continue }
            seen = now
            await readAnew()
        }
    }

    private func readAnew() async {
        do {
            guard let fresh = try Settings.fromEnvironment().posthog?.credentials, fresh != current else {
                return
            }
            state.withLock { $0 = fresh }
            logger.notice("the credentials of PostHog were replaced")
        } catch {
            logger.warning(
                "the environment files have a wrong value; nothing of them counts", metadata: ["error": "\(error)"])
        }
    }
}
