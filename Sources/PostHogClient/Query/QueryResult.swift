public import JSON

/// The rows of a query.
public struct QueryResult: PostHogModel {
    public let columns: [String]
    /// The ClickHouse type of every column (`String`, `DateTime64(6, 'UTC')`…), empty where PostHog does not say.
    public let types: [String]
    /// Every row has one value per column, in their order.
    public let rows: [[JSON]]
    /// True when more rows match; PostHog fills it only for a query without a `LIMIT` at its top level.
    public let hasMore: Bool
    public let limit: Int?
    public let isCached: Bool
    /// When a cached result was computed, as RFC 3339.
    public let lastRefresh: String?
    /// The time zone in which times are printed.
    public let timezone: String?
    public let json: JSON

    public init(json: JSON) throws(PostHogError) {
        if let error = json["error"]?.stringValue {
            throw PostHogError(.validation, status: 200, code: "query_error", detail: error.shortened(to: 2_000))
        }
        guard let columns = json["columns"]?.arrayValue, let results = json["results"]?.arrayValue else {
            throw Self.missing("columns and results", in: json)
        }
        self.columns = columns.map { $0.stringValue ?? "" }
        var rows: [[JSON]] = []
        rows.reserveCapacity(results.count)
        for result in results {
            guard let row = result.arrayValue, row.count == columns.count else {
                throw PostHogError(
                    .malformed, status: 200, detail: "a row of the result does not have \(columns.count) values")
            }
            rows.append(row)
        }
        self.rows = rows
        types = (json["types"]?.arrayValue ?? []).map { ($0[1] ?? $0[0] ?? $0).stringValue ?? "" }
        hasMore = json["hasMore"]?.boolValue ?? false
        limit = json["limit"]?.int64Value.map(Int.init(clamping:))
        isCached = json["is_cached"]?.boolValue ?? false
        lastRefresh = json["last_refresh"]?.stringValue
        timezone = json["timezone"]?.stringValue
        self.json = json
    }

    /// The place of a column in every row.
    public func index(of column: String) -> Int? {
        columns.firstIndex(of: column)
    }
}
