import Analytics
import JSON
public import PostHogClient
import Synchronization

/// The engine that keeps nothing itself: a PostHog project answers the lookups (DESIGN §6).
///
/// A lookup costs at most three queries, and never waits in the way of flags: it has a budget and places of its own.
public final class PostHogEngine: Sendable {
    let client: @Sendable () -> PostHogClient
    let runner: LookupRunner
    let sink: any EventSink
    let settings: LookupSettings
    let traitsCache: FactCache<PersonTraits>
    let groupCache: FactCache<Group>

    /// - Parameters:
    ///   - client: gives the client for the credentials of now; asked before every query, so that a replaced key counts.
    ///   - sink: where captured events go.
    public init(
        client: @escaping @Sendable () -> PostHogClient, sink: any EventSink,
        settings: LookupSettings = LookupSettings()
    ) {
        self.client = client
        self.sink = sink
        self.settings = settings
        let start = ContinuousClock.now
        let now: @Sendable () -> Double = { (ContinuousClock.now - start).seconds }
        let queries = PostHogQueries(client: client)
        runner = LookupRunner(settings: settings, now: now) { query throws(EventStoreError) in
            try await queries.rows(query)
        }
        traitsCache = FactCache(settings: settings, now: now) { subjects throws(EventStoreError) in
            try await queries.traits(of: subjects)
        }
        groupCache = FactCache(settings: settings, now: now) { subjects throws(EventStoreError) in
            try await queries.groups(subjects)
        }
    }
}

extension Duration {
    fileprivate var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
