public import JSON

extension PostHogClient {
    /// All rows of a query, read page by page by their key.
    ///
    ///     let events = client.queryRows(pageSize: 1_000, key: ["timestamp", "uuid"]) { after, limit in
    ///         let newer = after == nil ? "" : "and (timestamp, uuid) > (toDateTime({time}), toUUID({uuid}))"
    ///         return HogQL(
    ///             """
    ///             select timestamp, uuid, event from events where distinct_id = {id} \(newer)
    ///             order by timestamp, uuid limit \(limit)
    ///             """,
    ///             values: ["id": "user-1", "time": after?[0] ?? nil, "uuid": after?[1] ?? nil])
    ///     }
    ///
    /// `key` names columns of the result that together are unique and by which it is ordered. The closure makes the
    /// query of the rows behind the given key (nil: from the first), with the given `LIMIT`. Throws `invalidArgument`
    /// when the result lacks a key column, holds more rows than the limit, or does not move on.
    public func queryRows(
        pageSize: Int = 1_000, key: [String], name: String? = nil, refresh: QueryRefresh = .blocking,
        _ page: @escaping @Sendable (_ after: [JSON]?, _ limit: Int) -> HogQL
    ) -> PostHogSequence<QueryRow> {
        let limit = min(max(pageSize, 1), 50_000)
        return PostHogSequence { (cursor) async throws(PostHogError) -> PostHogPage<QueryRow> in
            var after: [JSON]?
            if let cursor {
                guard let values = (try? JSON(parsing: cursor))?.arrayValue, values.count == key.count else {
                    throw Self.invalidCursor(cursor)
                }
                after = values
            }
            let result = try await query(page(after, limit), name: name, refresh: refresh)
            let positions = key.compactMap(result.index(of:))
            guard !key.isEmpty, positions.count == key.count else {
                throw Self.keysetError("the result must have the key columns \(key.joined(separator: ", "))")
            }
            guard result.rows.count <= limit else {
                throw Self.keysetError("the result must hold at most \(limit) rows, got \(result.rows.count)")
            }
            let keys = { (row: [JSON]) in positions.map { row[$0] } }
            if let after, let first = result.rows.first, keys(first) == after {
                throw Self.keysetError("the rows must come after the key \(JSON.array(after)), which came again")
            }
            let rows = result.rows.map { QueryRow(columns: result.columns, values: $0) }
            let last = result.rows.count == limit ? result.rows.last.map(keys) : nil
            return PostHogPage(rows, cursor: last.map { JSON.array($0).text })
        }
    }

    private static func keysetError(_ detail: String) -> PostHogError {
        PostHogError(.invalidArgument, code: "invalid_keyset", detail: detail, attr: "key")
    }
}
