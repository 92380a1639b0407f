import Access
import Analytics
import Synchronization

/// Keeps answers to callers who look at themselves, for as long as the store did not change, but a second at most.
///
/// The second is there because the window of an answer moves: an event may leave it without any change of the store.
/// Callers who may look at others get no kept answer, as each of their lookups is written to the audit log.
final class AnswerCache: Sendable {
    private static let maximumEntries = 256
    private static let maximumAnswerBytes = 16_384
    private static let lifetime = Timestamp.microsecondsPerSecond

    private struct Key: Hashable {
        let distinctID: String?
        let email: String?
        let target: String
    }

    private struct Entry {
        let answer: RevalidatedAnswer
        let version: StoreVersion
        let madeAt: Timestamp
    }

    private let store: any EventStore
    private let clock: SystemClock
    private let entries = Mutex<[Key: Entry]>([:])

    init(store: any EventStore, clock: SystemClock) {
        self.store = store
        self.clock = clock
    }

    /// The kept answer, or the one the closure makes.
    /// - Parameter target: path and query of the request.
    func answer(
        to target: String, for principal: Principal, _ make: () async throws -> RevalidatedAnswer
    ) async throws -> RevalidatedAnswer {
        guard !principal.may(.lookup), let identity = principal.identity, let version = store.version else {
            return try await make()
        }
        let key = Key(distinctID: identity.distinctID, email: identity.email, target: target)
        let now = clock.now
        if let kept = entries.withLock({ $0[key] }), kept.version == version,
            kept.madeAt <= now, now < kept.madeAt.advanced(byMicroseconds: Self.lifetime)
        {
            return kept.answer
        }
        let answer = try await make()
        if answer.byteCount <= Self.maximumAnswerBytes {
            entries.withLock { entries in
                if entries.count >= Self.maximumEntries { entries.removeAll(keepingCapacity: true) }
                // Under the version read before the lookup: whatever changed since makes the entry useless, not wrong.
                entries[key] = Entry(answer: answer, version: version, madeAt: now)
            }
        }
        return answer
    }
}
