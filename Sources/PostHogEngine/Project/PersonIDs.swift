public import Analytics
public import PostHogClient

/// Tells which of PostHog's persons distinct ids belong to, many in one query.
public struct PersonIDs: Sendable {
    /// How many distinct ids may be asked about at once.
    public static let maximumDistinctIDs = 500

    private let queries: PostHogQueries

    public init(client: PostHogClient) {
        queries = PostHogQueries(client)
    }

    /// The UUIDs of persons by distinct id; those PostHog does not know are absent.
    public func ids(of distinctIDs: [String]) async throws(EventStoreError) -> [String: String] {
        var found: [String: String] = [:]
        for row in try await queries.rows(.personIDs(distinctIDs: distinctIDs)) {
            var reader = RowReader(row)
            let distinctID = try reader.text()
            found[distinctID] = try reader.text()
        }
        return found
    }
}
