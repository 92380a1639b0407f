public import Analytics
import JSON
public import PostHogClient

/// Counts the events of a PostHog project by UTC day and name.
///
/// It asks beside the lookups' budget and keeps no answer: it is for a command that runs by itself.
public struct DailyEventCounts: Sendable {
    private static let rowsPerQuery = 10_000

    private let queries: PostHogQueries

    public init(client: PostHogClient) {
        queries = PostHogQueries(client)
    }

    /// The counts of a window of whole days, in the order of day and name; asks page by page, so that none is cut off.
    /// - Parameter library: events whose `$lib` is this do not count.
    public func counts(
        in window: TimeWindow, apartFrom library: String
    ) async throws(EventStoreError) -> [DailyEventCount] {
        var counts: [DailyEventCount] = []
        while true {
            let rows = try await queries.rows(
                .dailyCounts(in: window, apartFrom: library, after: counts.last, limit: Self.rowsPerQuery))
            for row in rows {
                var reader = RowReader(row)
                let text = try reader.text()
                guard let day = Timestamp(clickHouse: text + " 00:00:00") else {
                    throw EventStoreError.unreadable("a day is none")
                }
                let event = try reader.text()
                counts.append(DailyEventCount(day: day, event: event, count: try reader.count()))
            }
            guard rows.count == Self.rowsPerQuery else { return counts }
        }
    }
}
