/// The newest rows of several distinct ids, newest first; holds no more than it gives, however many those are.
struct NewestRows {
    private(set) var rows: [EventRow] = []
    private let limit: Int

    init(limit: Int) {
        self.limit = max(0, limit)
    }

    /// - Parameter more: the rows of one distinct id, newest first.
    mutating func add(_ more: [EventRow]) {
        guard !more.isEmpty else { return }
        let isFirst = rows.isEmpty
        rows += more
        if !isFirst { rows.sort(by: EventRow.isNewer) }
        if rows.count > limit { rows.removeLast(rows.count - limit) }
    }
}
