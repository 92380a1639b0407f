import Analytics

/// What one caller wants written.
struct WriteJob: Sendable {
    /// How much of a transaction it fills, in events.
    let weight: Int
    /// Does the writing; may run again after a rollback.
    let perform: @Sendable (WriteTransaction) throws -> Void
    /// Told once: nil when everything is committed and on disk.
    let finish: @Sendable (EventStoreError?) -> Void
}
