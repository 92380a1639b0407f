/// Answers which flags a user got.
public protocol FlagExposureStore: Sendable {
    /// The flags that a person's events within a window report.
    func flagExposures(of person: Person, in window: TimeWindow) async throws(EventStoreError) -> FlagExposures
}
