extension ProjectTimeZone {
    /// Reads the bytes of a TZif file, as they lie under `zoneinfo` (RFC 9636); nil when they are no such file.
    public init?(name: String, tzif bytes: [UInt8]) {
        var reader = TZifReader(bytes: bytes)
        guard let first = reader.block(timeSize: 4) else { return nil }
        guard first.version >= UInt8(ascii: "2") else {
            self.init(name: name, block: first, rule: nil)
            return
        }
        guard let second = reader.block(timeSize: 8) else { return nil }
        self.init(name: name, block: second, rule: reader.footer().flatMap { DaylightRule(posix: $0) })
    }

    private init(name: String, block: TZifReader.Block, rule: DaylightRule?) {
        self.init(name: name, transitions: block.transitions, firstOffset: block.firstOffset, rule: rule)
    }
}

/// Reads the data blocks of a TZif file (RFC 9636 §3).
private struct TZifReader {
    struct Block {
        let version: UInt8
        let transitions: [ProjectTimeZone.Transition]
        let firstOffset: Int64
    }

    let bytes: [UInt8]
    var position = 0

    mutating func block(timeSize: Int) -> Block? {
        guard take(4).elementsEqual("TZif".utf8), let version = take(1).first, take(15).count == 15,
            let utcIndicators = count(), let standardIndicators = count(), let leapSeconds = count(),
            let times = count(), let types = count(), let characters = count(), types > 0
        else { return nil }
        var moments: [Int64] = []
        for _ in 0..<times {
            let field = take(timeSize)
            guard field.count == timeSize else { return nil }
            moments.append(Self.signed(field))
        }
        let kinds = Array(take(times))
        var offsets: [Int64] = []
        for _ in 0..<types {
            let record = take(6)
            guard record.count == 6 else { return nil }
            offsets.append(Self.signed(record.prefix(4)))
        }
        let rest = characters + leapSeconds * (timeSize + 4) + standardIndicators + utcIndicators
        guard kinds.count == times, take(rest).count == rest else { return nil }
        var transitions: [ProjectTimeZone.Transition] = []
        for (moment, kind) in zip(moments, kinds) {
            guard offsets.indices.contains(Int(kind)) else { return nil }
            transitions.append(ProjectTimeZone.Transition(at: moment, offset: offsets[Int(kind)]))
        }
        return Block(version: version, transitions: transitions, firstOffset: offsets[0])
    }

    /// The text between the newlines at the end.
    mutating func footer() -> ArraySlice<UInt8>? {
        guard take(1).first == 0x0A else { return nil }
        let rest = bytes[position...]
        return rest.firstIndex(of: 0x0A).map { rest[..<$0] }
    }

    /// A count no file of a real zone exceeds.
    private mutating func count() -> Int? {
        let field = take(4)
        guard field.count == 4 else { return nil }
        let count = Self.signed(field)
        return (0...65_536).contains(count) ? Int(count) : nil
    }

    private mutating func take(_ length: Int) -> ArraySlice<UInt8> {
        let end = min(bytes.count, position + length)
        defer { position = end }
        return bytes[position..<end]
    }

    private static func signed(_ bytes: some Collection<UInt8>) -> Int64 {
        var value = UInt64(0)
        for byte in bytes { value = value << 8 | UInt64(byte) }
        return bytes.count == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }
}
