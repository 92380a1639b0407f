import Analytics
import GRDB

extension Lookup {
    /// A stretch of distinct ids, and those of it that have old events.
    struct KeySpan {
        let keys: [Int64]
        /// The last distinct id of the stretch.
        let end: Int64
    }

    /// The next stretch of at most `span` distinct ids; nil after the last one.
    ///
    /// Looks up the oldest event of each, so that no index by time has to be kept.
    func distinctKeys(after: Int64, span: Int64, before moment: Timestamp) throws -> KeySpan? {
        let select = try database.cachedStatement(
            sql: """
                SELECT id, EXISTS (SELECT 1 FROM events WHERE distinct_key = id AND timestamp < ?)
                FROM distinct_ids WHERE id > ? ORDER BY id LIMIT ?
                """)
        try select.bind(moment, at: 1)
        try select.bind(after, at: 2)
        try select.bind(span, at: 3)
        var keys: [Int64] = []
        var end: Int64?
        try select.forEachRow {
            end = select.int64(0)
            if select.int64(1) != 0 { keys.append(select.int64(0)) }
        }
        return end.map { KeySpan(keys: keys, end: $0) }
    }
}
