import FeatureFlags
import NIOCore
import PostHogEngine
import Synchronization

/// Hands PostHog's definitions on to SDKs byte for byte, from the one copy that is polled: however many servers ask, PostHog
/// is asked once (DESIGN §6).
final class DefinitionsRelay: Sendable {
    private let store: PostHogFlagStore
    private let kept = Mutex<DefinitionsAnswer?>(nil)

    init(store: PostHogFlagStore) {
        self.store = store
    }

    func answer() async throws(FlagStoreError) -> DefinitionsAnswer {
        let relayed = try await store.relayedDefinitions()
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
