extension JSON {
    /// The value as JSON text for people and version control: a line for each member and element, indented by two
    /// blanks, with a line break at the end.
    ///
    /// Numbers and strings are written as ``serialized()`` writes them.
    public func indented() -> [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, depth: 0)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// Nests as deep as the parser allows.
    private func write(to bytes: inout [UInt8], depth: Int) {
        switch self {
        case .array(let elements) where !elements.isEmpty:
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                Self.breakLine(&bytes, isFirst: index == 0, depth: depth + 1)
                element.write(to: &bytes, depth: depth + 1)
            }
            Self.breakLine(&bytes, isFirst: true, depth: depth)
            bytes.append(UInt8(ascii: "]"))
        case .object(let members) where !members.isEmpty:
            bytes.append(UInt8(ascii: "{"))
            for (index, (name, value)) in members.enumerated() {
                Self.breakLine(&bytes, isFirst: index == 0, depth: depth + 1)
                bytes += JSON.string(name).serialized()
                bytes += Array(": ".utf8)
                value.write(to: &bytes, depth: depth + 1)
            }
            Self.breakLine(&bytes, isFirst: true, depth: depth)
            bytes.append(UInt8(ascii: "}"))
        default: bytes += serialized()
        }
    }

    private static func breakLine(_ bytes: inout [UInt8], isFirst: Bool, depth: Int) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\n"))
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: 2 * depth)
    }
}
