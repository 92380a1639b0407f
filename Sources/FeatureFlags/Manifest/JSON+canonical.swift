public import JSON

extension JSON {
    /// The value as JSON text whose members are sorted by the bytes of their names, at every level.
    ///
    /// Equal texts mean equal values of equal types: 10 and 10.0 differ, the order of members does not count.
    public var canonicalBytes: [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.canonicalValue(self)
        return json.bytes
    }

    /// Whether both are the same value of the same type, byte for byte; the order of members does not count.
    func isSame(as other: JSON) -> Bool {
        switch (self, other) {
        case (.array, .array), (.object, .object): canonicalBytes == other.canonicalBytes
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.double(let left), .double(let right)): left.bitPattern == right.bitPattern
        default: self == other
        }
    }
}

extension JSONWriter {
    /// Nests as deep as the parser allows.
    fileprivate mutating func canonicalValue(_ json: JSON) {
        switch json {
        case .array(let elements): array(elements) { $0.canonicalValue($1) }
        case .object(let members):
            object { object in
                for (name, value) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                    object.field(name) { $0.canonicalValue(value) }
                }
            }
        default: value(json)
        }
    }
}
