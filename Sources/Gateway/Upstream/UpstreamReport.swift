import Analytics
import FeatureFlags
import JSON
import PostHogEngine

/// How the PostHog engine is doing, for `/health`, `/ready` and `/metrics`.
struct UpstreamReport: Sendable {
    let flags: FlagStatus
    /// Nil when the outbox cannot be read.
    let outbox: OutboxStatistics?
    let now: Timestamp

    init(_ upstream: Upstream, now: Timestamp) async {
        flags = upstream.flags.status
        outbox = try? await upstream.outbox.statistics()
        self.now = now
    }

    /// Seconds since PostHog confirmed the flags; nil before the first definitions.
    var flagsAgeSeconds: Double? {
        flags.confirmedAt.map { max(0, now.milliseconds(since: $0) / 1_000) }
    }

    func write(to json: inout JSONWriter) {
        json.object { entry in
            entry.object("flags") { member in
                member.field("source", flags.source?.rawValue)
                member.field("age_seconds", flagsAgeSeconds.map { JSON.double($0) } ?? .null)
                member.field("count", flags.flags)
                member.field("failure", flags.failure)
            }
            guard let outbox else { return entry.field("outbox", JSON.null) }
            entry.object("outbox") { member in
                member.field("waiting", outbox.waiting)
                member.field("waiting_for_other_projects", outbox.waitingElsewhere)
                member.field("oldest_age_seconds", outbox.oldestAgeSeconds(at: now))
                member.field("delivered", outbox.delivered)
                member.field("refused", outbox.dead)
                member.field("failure", outbox.failure)
            }
        }
    }

    /// The numbers in Prometheus's text format.
    var prometheusText: String {
        var lines: [(name: String, type: String, value: Double)] = [
            ("flags_count", "gauge", Double(flags.flags)), ("flags_polls_total", "counter", Double(flags.polls)),
            ("flags_failing", "gauge", flags.failure == nil ? 0 : 1),
        ]
        if let flagsAgeSeconds { lines.append(("flags_age_seconds", "gauge", flagsAgeSeconds)) }
        if let outbox {
            lines += [
                ("outbox_waiting", "gauge", Double(outbox.waiting)),
                ("outbox_waiting_bytes", "gauge", Double(outbox.waitingBytes)),
                ("outbox_oldest_age_seconds", "gauge", outbox.oldestAgeSeconds(at: now)),
                ("outbox_delivered_total", "counter", Double(outbox.delivered)),
                ("outbox_refused_total", "counter", Double(outbox.dead)),
                ("outbox_failing", "gauge", outbox.failure == nil ? 0 : 1),
            ]
        }
        return lines.map { "# TYPE gateway_\($0.name) \($0.type)\ngateway_\($0.name) \($0.value)\n" }.joined()
    }
}
