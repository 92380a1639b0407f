import Analytics
import FeatureFlags
import NIOCore
import PostHogEngine
import Synchronization

/// Hands PostHog's definitions on to SDKs byte for byte, from the one copy that is polled: however many servers ask, PostHog
/// is asked once (DESIGN §6).
final class DefinitionsRelay: Sendable {
    private let store: PostHogFlagStore
    private let clock: SystemClock
    private let kept = Mutex<DefinitionsAnswer?>(nil)

    init(store: PostHogFlagStore, clock: SystemClock) {
        self.store = store
        self.clock = clock
    }

    func answer() async throws(FlagStoreError) -> DefinitionsAnswer {
        let relayed = try await store.relayedDefinitions()
        if relayed.source != .live {
            let age = max(0, clock.now.milliseconds(since: relayed.confirmedAt) / 1_000)
            DataAge.current?.note(flagSeconds: age)
        }
        if let kept = kept.withLock({ $0 }), kept.entityTag == relayed.entityTag,
            kept.body.readableBytes == relayed.body.count
        {
            return kept
        }
        let answer = DefinitionsAnswer(body: ByteBuffer(bytes: relayed.body), entityTag: relayed.entityTag)
        kept.withLock { $0 = answer }
        return answer
    }
}
