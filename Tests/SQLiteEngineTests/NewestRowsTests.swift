import Analytics
import Testing

@testable import SQLiteEngine

struct NewestRowsTests {
    private func row(_ seconds: Int, _ key: Int64) -> EventRow {
        EventRow(
            distinctKey: key, timestamp: Timestamp(seconds: Int64(seconds)),
            uuid: EventID(high: 0, low: UInt64(key)), bodyID: 0, event: "e", isError: false)
    }

    @Test(arguments: [0, 1, 7, 20, 1_000])
    func keepsTheNewestOfAllAndNoMore(_ limit: Int) {
        var newest = NewestRows(limit: limit)
        var all: [EventRow] = []
        for key in Int64(0)..<9 {
            // Newest first, with times that other distinct ids have as well.
            let rows = (0..<6).reversed().map { row($0 * 3 + Int(key) % 4, key) }
            all += rows
            newest.add(Array(rows.prefix(limit)))
            #expect(newest.rows.count <= limit)
        }
        let expected = all.sorted(by: EventRow.isNewer).prefix(limit)
        #expect(newest.rows.map(\.timestamp) == expected.map(\.timestamp))
        #expect(newest.rows.map(\.uuid) == expected.map(\.uuid))
    }
}
