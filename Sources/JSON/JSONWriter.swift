/// Appends compact JSON text to a byte buffer.
///
///     var json = JSONWriter()
///     json.object { user in
///         user.field("user_id", "u1")
///         user.field("tags") { $0.array(tags) { $0.value($1) } }
///     }
///
/// The closures make it impossible to write an invalid document: a place for one value takes the first value written
/// to it and ignores further ones, a member whose closure writes nothing becomes `null`, and every value written while
/// an array is being filled becomes one element.
public struct JSONWriter: Sendable {
    /// Where the next value goes.
    enum Place: Sendable {
        case single
        case full
        case firstElement
        case nextElement
    }

    /// What has been written so far; empty until a value is written.
    public internal(set) var bytes: [UInt8]
    var place = Place.single

    public init(capacity: Int = 1024) {
        bytes = []
        bytes.reserveCapacity(max(capacity, 0))
    }

    init(continuing bytes: consuming [UInt8], at place: Place) {
        self.bytes = bytes
        self.place = place
    }

    /// Writes an object whose members the closure adds; the caller keeps the names apart.
    public mutating func object(_ fields: (inout ObjectWriter) throws -> Void) rethrows {
        guard beginValue() else { return }
        var members = ObjectWriter(continuing: takeBytes())
        defer { bytes = members.finish() }
        try fields(&members)
    }

    /// Writes an array with one element, or more, or none, for each member of the sequence.
    public mutating func array<S: Sequence>(
        _ elements: S, _ each: (inout JSONWriter, S.Element) throws -> Void
    ) rethrows {
        guard beginValue() else { return }
        bytes.append(UInt8(ascii: "["))
        let outer = place
        place = .firstElement
        defer {
            bytes.append(UInt8(ascii: "]"))
            place = outer
        }
        for element in elements {
            try each(&self, element)
        }
    }

    /// Takes the place of the next value, with the comma it may need; false when there is none left.
    mutating func beginValue() -> Bool {
        switch place {
        case .single: place = .full
        case .full: return false
        case .firstElement: place = .nextElement
        case .nextElement: bytes.append(UInt8(ascii: ","))
        }
        return true
    }

    /// Moves the buffer out, so that a nested writer appends to it without a copy.
    private mutating func takeBytes() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }
}
