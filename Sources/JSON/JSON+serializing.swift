extension JSON {
    /// The value as compact JSON text in UTF-8.
    ///
    /// A double is written with the fewest digits that read back as the same double and keeps its fraction (`10.0`);
    /// NaN and the infinities, which JSON cannot express, are written as `null`.
    public func serialized() -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.value(self)
        return writer.bytes
    }

    /// The value as compact JSON text.
    public var text: String {
        String(decoding: serialized(), as: UTF8.self)
    }
}

extension JSON: CustomStringConvertible {
    /// The value as compact JSON text.
    public var description: String { text }
}
