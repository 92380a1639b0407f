import Analytics
import Synchronization

/// The engine that keeps nothing itself: a PostHog project answers the lookups (DESIGN §6).
///
/// A lookup costs at most three queries, and never waits in the way of flags: it has a budget and places of its own.
public final class PostHogEngine: Sendable {
    let upstream: PostHogUpstream
    let runner: LookupRunner
    let sink: any EventSink
    let settings: LookupSettings
    let traitsCache: FactCache<PersonTraits>
    let groupCache: FactCache<Group>

    /// - Parameters:
    ///   - upstream: asked for the credentials of now before every query, and again after a 401, so that a replaced key
    ///     counts, for queries under way too.
    ///   - sink: where captured events go.
    public init(
        upstream: PostHogUpstream, sink: any EventSink, settings: LookupSettings = LookupSettings()
    ) {
        self.upstream = upstream
        self.sink = sink
        self.settings = settings
        let start = ContinuousClock.now
        let now: @Sendable () -> Double = { (ContinuousClock.now - start).seconds }
        let queries = PostHogQueries(upstream)
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
