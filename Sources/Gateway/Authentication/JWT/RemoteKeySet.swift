import Analytics
import Crypto
import Logging
import Synchronization

/// The key set at a URL: kept while fresh, fetched by one request at a time, the last good one kept through outages.
final class RemoteKeySet: Sendable {
    private let download: KeySetDownload
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var keys = VerificationKeySet.empty
        var version = 0
        var contentDigest: SHA256Digest?
        /// From here on a refresh is due.
        var freshUntil = Timestamp(microseconds: .min)
        /// Before this no other fetch is begun, whatever asks for it.
        var nextAttempt = Timestamp(microseconds: .min)
        var fetch: Task<Void, Never>?
    }

    /// The least time between two fetches: what a stranger can cause with made-up key ids.
    static let retryIntervalSeconds: Int64 = 30
    /// How long keys are fresh when the server does not say, and the bounds of what it may say.
    static let defaultFreshSeconds: Int64 = 5 * 60
    static let freshSecondsBounds: ClosedRange<Int64> = 30...86_400

    init(download: KeySetDownload, logger: Logger) {
        self.download = download
        self.logger = logger
    }

    /// The keys, and a number that rises when they change; 0 until the first fetch has succeeded.
    ///
    /// Never waits: stale keys are given once more while they are fetched anew.
    func current(at now: Timestamp) -> (keys: VerificationKeySet, version: Int) {
        state.withLock { state in
            if now >= state.freshUntil { beginFetch(&state, at: now) }
            return (state.keys, state.version)
        }
    }

    /// The keys after the fetch that is under way, or after one begun now if that is allowed; for an unknown key.
    func refreshed(at now: Timestamp) async -> (keys: VerificationKeySet, version: Int) {
        let fetch = state.withLock { state in
            beginFetch(&state, at: now)
            return state.fetch
        }
        await fetch?.value
        return state.withLock { ($0.keys, $0.version) }
    }

    private func beginFetch(_ state: inout State, at now: Timestamp) {
        guard state.fetch == nil, now >= state.nextAttempt else { return }
        state.nextAttempt = now.advanced(byMicroseconds: Self.retryIntervalSeconds * Timestamp.microsecondsPerSecond)
        state.fetch = Task { await self.fetch(at: now) }
    }

    private func fetch(at now: Timestamp) async {
        do throws(KeySetDownload.Failure) {
            let answer = try await download()
            await take(answer, at: now)
        } catch {
            logger.warning("JWT_JWKS_URL: \(error); keys fetched before stay in use")
        }
        state.withLock { $0.fetch = nil }
    }

    private func take(_ answer: KeySetDownload.Answer, at now: Timestamp) async {
        let bounds = Self.freshSecondsBounds
        let asked = answer.maximumAgeSeconds ?? Self.defaultFreshSeconds
        let seconds = min(max(asked, bounds.lowerBound), bounds.upperBound)
        let freshUntil = now.advanced(byMicroseconds: seconds * Timestamp.microsecondsPerSecond)
        let digest = SHA256.hash(data: answer.bytes)
        let isSame = state.withLock { state in
            guard state.contentDigest == digest else { return false }
            state.freshUntil = freshUntil
            return true
        }
        if isSame { return }
        do throws(VerificationKeySet.Failure) {
            let keys = try await VerificationKeySet(parsing: answer.bytes)
            state.withLock { state in
                state.keys = keys
                state.version += 1
                state.contentDigest = digest
                state.freshUntil = freshUntil
            }
            logger.info("fetched JWT_JWKS_URL", metadata: ["keys": "\(keys.keys.count)"])
        } catch {
            logger.warning("JWT_JWKS_URL \(error); keys fetched before stay in use")
        }
    }
}
