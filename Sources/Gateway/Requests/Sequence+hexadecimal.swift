extension Sequence<UInt8> {
    /// Two lower-case hexadecimal digits per byte.
    var hexadecimal: String {
        var text = ""
        for byte in self {
            for digit in [byte >> 4, byte & 0xF] {
                text.unicodeScalars.append(Unicode.Scalar(digit < 10 ? digit + 48 : digit + 87))
            }
        }
        return text
    }
}
