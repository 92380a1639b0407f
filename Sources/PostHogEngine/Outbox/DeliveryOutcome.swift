/// What PostHog said to the events of a batch, sent in pieces.
struct DeliveryOutcome {
    /// An event that was refused alone.
    struct Refusal {
        let entry: OutboxEntry
        let status: Int
        let reason: String
    }

    /// How many PostHog has taken.
    var taken = 0
    var refused: [Refusal] = []

    /// Why the refusals may be nobody's fault among the events; nil when they are to be believed.
    ///
    /// PostHog that takes nothing at all, or another that answers in its place, says nothing of an event: only where
    /// others are taken is one at fault. Its size alone is (413).
    var doubt: String? {
        guard taken == 0, let refusal = refused.first(where: { $0.status != 413 }) else { return nil }
        return refused.count == 1
            ? "PostHog refuses the only event that waits: \(refusal.reason)"
            : "PostHog takes none of \(refused.count) events, the first because: \(refusal.reason)"
    }
}
