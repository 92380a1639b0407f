import Testing

@testable import FastCGI

struct RecordBufferTests {
    @Test(arguments: [0, 1, 7, 8, 65_527, 65_528, 65_529, 65_535, 65_536, 131_056, 131_057], [1, 1_000, 1_000_000])
    func recordsAreWellFormedAtEverySize(size: Int, piece: Int) throws {
        var buffer = RecordBuffer(capacity: 256)
        buffer.requestID = 0x0102
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        var rest = content[...]
        while !rest.isEmpty {
            rest.prefix(piece).withUnsafeBytes { buffer.append($0) }
            rest = rest.dropFirst(piece)
        }
        buffer.appendEnd()
        let records = try decode(Array(buffer.bytes))
        #expect(records.allSatisfy { $0.requestID == 0x0102 })
        #expect(records.dropLast(2).allSatisfy { $0.type == Record.stdout && !$0.content.isEmpty })
        #expect(records.dropLast(2).flatMap(\.content) == content)
        #expect(records.suffix(2).map(\.type) == [Record.stdout, Record.endRequest])
        #expect(records.suffix(2).map(\.content) == [[], [UInt8](repeating: 0, count: 8)])
        #expect(buffer.count % 8 == 0)
        buffer.removeAll()
        #expect(buffer.bytes.isEmpty)
    }

    @Test func anotherProtocolStatusIsInItsByte() throws {
        var buffer = RecordBuffer(capacity: 0)
        buffer.appendEnd(.unknownRole)
        #expect(try decode(Array(buffer.bytes)).last?.content == [0, 0, 0, 0, 3, 0, 0, 0])
    }

    private func decode(_ bytes: [UInt8]) throws -> [Record] {
        var records: [Record] = []
        var rest = bytes[...]
        while let first = rest.first {
            try #require(first == 1 && rest.count >= 8)
            let header = Array(rest.prefix(8))
            let length = Int(header[4]) << 8 | Int(header[5])
            let padding = Int(header[6])
            try #require(rest.count >= 8 + length + padding)
            records.append(
                Record(
                    type: header[1], requestID: UInt16(header[2]) << 8 | UInt16(header[3]),
                    content: Array(rest.dropFirst(8).prefix(length)), padding: header[6]))
            rest = rest.dropFirst(8 + length + padding)
        }
        return records
    }
}
