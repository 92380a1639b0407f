import Analytics

/// A row of `events` that is to be shown, before its body is read.
struct EventRow {
    let distinctKey: Int64
    let timestamp: Timestamp
    let uuid: EventID
    let bodyID: Int64
    let event: String
    let isError: Bool

    /// Newest first, then by UUID.
    static func isNewer(_ left: EventRow, _ right: EventRow) -> Bool {
        (left.timestamp, left.uuid) > (right.timestamp, right.uuid)
    }
}
