import Analytics

/// What one caller wants put into the outbox.
struct OutboxJob: Sendable {
    let entries: [OutboxEntry]
    /// Told once: the places of those that were new, when they are on disk, or why none of them is stored.
    let finish: @Sendable (Result<[Int], EventStoreError>) -> Void

    var bytes: Int { entries.reduce(0) { $0 + $1.size } }
}
