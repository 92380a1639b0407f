import Access
import FeatureFlags
import Hummingbird
import JSON

/// `/api/flag-insight`: what flags do and would do, and which are not needed. Nothing here changes or counts anything.
///
/// The paths are apart from `/api/flags`, where a key stands that may be any of these words.
struct FlagInsightRoutes: Sendable {
    let store: any FlagStore
    let preparation: FlagPreparation
    let facts: KnownFacts
    let replay: AffectedReplay
    let audit: AuditRecorder
    let clock: SystemClock

    static let maximumBodyBytes = 1_048_576
    private static let unknownKeyLimit = 100

    /// Flags nobody needs any more.
    @Sendable func stale(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let days = try request.queryParameters().integer("days", in: 1...365, default: 30)
        let usage = try await store.usage()
        let now = clock.now
        let found = try await preparation.current().flags.flags.compactMap { flag in
            StaleFlag(flag, evaluated: usage[flag.key] != nil, now: now, days: days).map { (flag, $0) }
        }
        return Response.json { json in
            json.field("flags", array: found) { json, found in
                let (flag, stale) = found
                json.object { entry in
                    entry.field("key", stale.key)
                    entry.field("reason", stale.reason.rawValue)
                    entry.field("since", stale.since)
                    entry.field("active", flag.active)
                    entry.field("archived", flag.archived)
                    entry.field("last_called_at", usage[flag.key]?.lastCalledAt ?? flag.lastCalledAt)
                }
            }
        }
    }

    /// Keys that were asked for although no flag has them, each with the real key that resembles it most.
    @Sendable func unknown(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let limit = try request.queryParameters().integer("limit", in: 1...1_000, default: Self.unknownKeyLimit)
        let keys = try await store.unknownKeys(limit: limit)
        let real = try await preparation.current().flags.flags.map { ManifestKey.manifestKey(of: $0.key) }
        return Response.json { json in
            json.field("keys", array: keys) { json, unknown in
                json.object { entry in
                    entry.field("key", unknown.key)
                    entry.field("count", unknown.count)
                    entry.field("first_seen", unknown.firstSeen)
                    entry.field("last_seen", unknown.lastSeen)
                    entry.field("nearest", NearestKey.of(unknown.key, among: real))
                }
            }
        }
    }
}
