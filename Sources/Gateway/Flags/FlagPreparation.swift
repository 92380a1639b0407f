import Analytics
import FeatureFlags
import Synchronization

/// Keeps the current flags ready for evaluation, for as long as they do not change.
final class FlagPreparation: Sendable {
    private let store: any FlagStore
    private let settings: ManifestSettings
    private let clock: SystemClock
    private let kept = Mutex<PreparedFlags?>(nil)

    init(store: any FlagStore, settings: ManifestSettings, clock: SystemClock) {
        self.clock = clock
        self.store = store
        self.settings = settings
    }

    /// The flags as they are now, in every process; a copy's age is noted in `DataAge` (DESIGN §4.12).
    func current() async throws(FlagStoreError) -> PreparedFlags {
        let snapshot = try await store.snapshot()
        if snapshot.source != .live { DataAge.current?.note(flagSeconds: snapshot.ageSeconds(at: clock.now)) }
        let flags = snapshot.flags
        if let kept = kept.withLock({ $0 }), kept.flags === flags || kept.flags.version == flags.version { return kept }
        let prepared = PreparedFlags(flags, settings: settings)
        kept.withLock { $0 = prepared }
        return prepared
    }
}
