public import Analytics
import FeatureFlags
public import Logging

/// Where captured events go on their way to PostHog: into the outbox, and what they tell of flags into the counts.
public struct CaptureSink: EventSink {
    private let outbox: Outbox
    private let flags: PostHogFlagStore
    private let logger: Logger

    public init(outbox: Outbox, flags: PostHogFlagStore, logger: Logger) {
        self.outbox = outbox
        self.flags = flags
        self.logger = logger
    }

    public func accept(_ events: [CapturedEvent]) async throws(EventStoreError) -> Int {
        let new = try await outbox.store(events)
        do throws(FlagStoreError) {
            try await flags.recordCalls(in: new)
        } catch {
            // The events are safe, which is what was promised; a count is not.
            logger.warning("calls of flags were not counted", metadata: ["error": "\(error)"])
        }
        return new.count
    }

    public func checkReadiness() async throws(EventStoreError) {
        try await outbox.checkReadiness()
    }
}
