/// One FastCGI record (specification §3.3), as a web server writes and reads it.
struct Record: Equatable, Sendable {
    var type: UInt8
    var requestID: UInt16 = 1
    var content: [UInt8] = []
    var padding: UInt8 = 0

    static let beginRequest: UInt8 = 1
    static let abortRequest: UInt8 = 2
    static let endRequest: UInt8 = 3
    static let params: UInt8 = 4
    static let stdin: UInt8 = 5
    static let stdout: UInt8 = 6
    static let getValues: UInt8 = 9
    static let getValuesResult: UInt8 = 10
    static let unknownType: UInt8 = 11

    var encoded: [UInt8] {
        precondition(content.count <= 65_535)
        return [
            1, type, UInt8(requestID >> 8), UInt8(requestID & 0xFF), UInt8(content.count >> 8),
            UInt8(content.count & 0xFF), padding, 0,
        ] + content + [UInt8](repeating: 0, count: Int(padding))
    }

    static func begin(role: UInt8 = 1, keep: Bool, id: UInt16 = 1) -> [UInt8] {
        Record(type: beginRequest, requestID: id, content: [0, role, keep ? 1 : 0, 0, 0, 0, 0, 0]).encoded
    }

    /// A stream: records of at most `piece` bytes, then the empty one.
    static func stream(_ type: UInt8, _ bytes: [UInt8], id: UInt16 = 1, piece: Int = 65_535, ends: Bool = true)
        -> [UInt8]
    {
        var result: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(piece)
            rest = rest.dropFirst(piece)
            result +=
                Record(type: type, requestID: id, content: Array(part), padding: UInt8((8 - part.count % 8) % 8))
                .encoded
        }
        return ends ? result + Record(type: type, requestID: id).encoded : result
    }

    static func pairs(_ pairs: [(String, String)]) -> [UInt8] {
        pairs.flatMap { name, value in
            length(name.utf8.count) + length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
        }
    }

    private static func length(_ count: Int) -> [UInt8] {
        count < 128
            ? [UInt8(count)]
            : [UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
    }
}
