/// What the writer of a store has done since it was opened.
public struct WriterStatistics: Sendable, Equatable {
    /// Committed transactions; fewer than ``jobs`` when concurrent callers shared them.
    public internal(set) var transactions = 0
    /// Calls that were committed.
    public internal(set) var jobs = 0
    /// Calls that failed.
    public internal(set) var failedJobs = 0
}
