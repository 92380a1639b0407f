import Analytics
import JSON

/// Reads the cells of one row of an answer, from left to right.
///
/// A cell of another type than asked for is an error: an answer that does not fit the question says nothing.
struct RowReader {
    private let cells: [JSON]
    private var position = 0

    init(_ cells: [JSON]) {
        self.cells = cells
    }

    /// The first cell of every row.
    static func texts(_ rows: [[JSON]]) throws(EventStoreError) -> [String] {
        var texts: [String] = []
        for row in rows {
            var reader = RowReader(row)
            texts.append(try reader.text())
        }
        return texts
    }

    /// A text; null reads as ''.
    mutating func text() throws(EventStoreError) -> String {
        switch try next() {
        case .string(let text): return text
        case .null: return ""
        default: throw unreadable("text")
        }
    }

    /// A whole number; ClickHouse may print those of 64 bits in quotation marks.
    mutating func count() throws(EventStoreError) -> Int {
        switch try next() {
        case .integer(let number): return Int(clamping: number)
        case .string(let text):
            guard let number = Int(text) else { throw unreadable("number") }
            return number
        case .double(let number):
            guard let number = Int(exactly: number) else { throw unreadable("whole number") }
            return number
        case .null: return 0
        default: throw unreadable("number")
        }
    }

    mutating func number() throws(EventStoreError) -> Double {
        let cell = try next()
        if cell.isNull { return 0 }
        guard let number = cell.doubleValue ?? cell.stringValue.flatMap(Double.init), number.isFinite else {
            throw unreadable("number")
        }
        return number
    }

    /// A moment; '' reads as none.
    mutating func moment() throws(EventStoreError) -> Timestamp? {
        let text = try text()
        guard !text.isEmpty else { return nil }
        guard let moment = Timestamp(clickHouse: text) else { throw unreadable("time") }
        return moment
    }

    mutating func requiredMoment() throws(EventStoreError) -> Timestamp {
        guard let moment = try moment() else { throw unreadable("time") }
        return moment
    }

    mutating func id() throws(EventStoreError) -> EventID {
        guard let id = EventID(try text()) else { throw unreadable("UUID") }
        return id
    }

    /// JSON text of an object.
    mutating func object() throws(EventStoreError) -> JSONObject {
        switch try next() {
        case .object(let object): return object
        case .string(let text):
            guard let object = (try? JSON(parsing: text))?.objectValue else { throw unreadable("JSON object") }
            return object
        default: throw unreadable("JSON object")
        }
    }

    /// Arrays of texts in an array.
    mutating func textRows() throws(EventStoreError) -> [[String]] {
        guard let rows = try next().arrayValue else { throw unreadable("array") }
        var texts: [[String]] = []
        for row in rows {
            guard let cells = row.arrayValue else { throw unreadable("array of arrays") }
            texts.append(cells.map { $0.stringValue ?? "" })
        }
        return texts
    }

    private mutating func next() throws(EventStoreError) -> JSON {
        guard position < cells.count else { throw unreadable("cell") }
        defer { position += 1 }
        return cells[position]
    }

    private func unreadable(_ expected: String) -> EventStoreError {
        .unreadable("column \(position) is no \(expected)")
    }
}
