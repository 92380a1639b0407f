/// How a ``SQLiteEngine`` opens and uses its file.
public struct SQLiteEngineConfiguration: Sendable, Equatable {
    /// Where SQLite keeps what is not yet in the main file.
    public enum Journal: Sendable, Equatable {
        /// A write-ahead log where the file system can carry one, else a rollback journal.
        case automatic
        /// A rollback journal, which also works on network file systems (FastCGI facts §4); readers and the writer
        /// wait for each other.
        case rollback
    }

    /// Requests that took longer count as slow, in milliseconds, in a project without `slow_request` events
    /// (DESIGN §4.13).
    public var slowRequestThresholdMilliseconds: Double
    /// How many lookups run at the same time; each costs one connection.
    public var readers: Int
    /// How long a process waits for another one's write, in seconds.
    public var busyTimeoutSeconds: Double
    public var journal: Journal

    public init(
        slowRequestThresholdMilliseconds: Double = 1_000, readers: Int = 4, busyTimeoutSeconds: Double = 5,
        journal: Journal = .automatic
    ) {
        self.slowRequestThresholdMilliseconds = slowRequestThresholdMilliseconds
        self.readers = max(1, readers)
        self.busyTimeoutSeconds = max(0, busyTimeoutSeconds)
        self.journal = journal
    }
}
