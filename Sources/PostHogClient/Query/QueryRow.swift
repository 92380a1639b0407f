public import JSON

/// One row of a query that is read page by page.
public struct QueryRow: Sendable, Hashable {
    public let columns: [String]
    public let values: [JSON]

    /// The value of a column, or nil when there is none of this name.
    public subscript(column: String) -> JSON? {
        columns.firstIndex(of: column).map { values[$0] }
    }
}
