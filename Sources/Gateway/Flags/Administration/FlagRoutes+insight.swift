import FeatureFlags
import Hummingbird
import JSON

extension FlagRoutes {
    private static let unknownKeyLimit = 100

    /// Flags nobody needs any more.
    @Sendable func stale(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let days = try request.queryParameters().integer("days", in: 1...365, default: 30)
        let usage = try await store.usage()
        let now = clock.now
        let found = try await preparation.current().flags.flags.compactMap {
            StaleFlag($0, evaluated: usage[$0.key] != nil, now: now, days: days)
        }
        return Response.json { json in
            json.field("flags", array: found) { json, flag in
                json.object { entry in
                    entry.field("key", flag.key)
                    entry.field("reason", flag.reason.rawValue)
                    entry.field("since", flag.since)
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
