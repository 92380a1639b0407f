import Analytics

/// A flag with the text it was read from, so that it need not be read again while its row stays the same.
struct StoredFlag: Sendable {
    let row: FlagTable.Row
    /// Differs for every other row, as far as a hash can.
    let fingerprint: UInt64
    /// The row's text in UTF-8.
    private let key: [UInt8]
    private let definition: [UInt8]

    init(row: FlagTable.Row, key: [UInt8], definition: [UInt8]) {
        self.row = row
        self.key = key
        self.definition = definition
        var hash = FowlerNollVoHash()
        hash.combine("\(row.id) \(row.version)")
        hash.combine(String(decoding: key, as: UTF8.self))
        hash.combine(String(decoding: definition, as: UTF8.self))
        fingerprint = hash.value
    }

    /// Whether a row holds what this one does.
    func isStored(key: UnsafeRawBufferPointer, version: Int64, definition: UnsafeRawBufferPointer) -> Bool {
        version == row.version && key.elementsEqual(self.key) && definition.elementsEqual(self.definition)
    }
}
