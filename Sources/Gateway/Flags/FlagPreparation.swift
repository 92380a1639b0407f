import FeatureFlags
import Synchronization

/// Keeps the current flags ready for evaluation, for as long as they do not change.
final class FlagPreparation: Sendable {
    private let store: any FlagStore
    private let settings: ManifestSettings
    private let kept = Mutex<PreparedFlags?>(nil)

    init(store: any FlagStore, settings: ManifestSettings) {
        self.store = store
        self.settings = settings
    }

    /// The flags as they are now, in every process.
    func current() async throws(FlagStoreError) -> PreparedFlags {
        let flags = try await store.snapshot().flags
        if let kept = kept.withLock({ $0 }), kept.flags === flags || kept.flags.version == flags.version { return kept }
        let prepared = PreparedFlags(flags, settings: settings)
        kept.withLock { $0 = prepared }
        return prepared
    }
}
