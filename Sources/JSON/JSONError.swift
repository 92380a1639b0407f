/// Why a text is not the JSON document it should be, and where.
public struct JSONError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        /// The document stops before it is complete; an empty document too.
        case unexpectedEnd
        /// A byte stands where the grammar allows no such byte.
        case unexpectedByte(UInt8)
        /// Something follows the complete document.
        case trailingBytes
        /// The document begins with a byte order mark.
        case byteOrderMark
        /// A number does not follow the grammar, for example `01`, `1.` or `.5`.
        case invalidNumber
        /// A number is too large for a double.
        case numberOutOfRange
        /// A number is written with more than this many characters.
        case numberTooLong(maximum: Int)
        /// A backslash begins no known escape.
        case invalidEscape
        /// A control character stands unescaped in a string.
        case controlCharacter(UInt8)
        /// A string holds bytes that are not UTF-8.
        case invalidUTF8
        /// Arrays and objects are nested deeper than this.
        case tooDeep(maximum: Int)
        /// An array or an object holds more elements than this.
        case tooManyElements(maximum: Int)
        /// The document holds more values than this.
        case tooManyValues(maximum: Int)
        /// Two members of one object have this name, where that is refused.
        case equalNames(String)
        /// The document is larger than this many bytes.
        case tooLarge(maximum: Int)
    }

    public let reason: Reason
    /// The offset of the byte at fault, from 0.
    public let offset: Int
    /// The line of the byte at fault, from 1.
    public let line: Int
    /// The place of the byte at fault in its line, in bytes from 1.
    public let column: Int

    init(_ reason: Reason, at offset: Int, line: Int = 1, column: Int = 1) {
        self.reason = reason
        self.offset = offset
        self.line = line
        self.column = column
    }

    /// The same error with line and column, which are counted only once a parse has failed.
    func located(in bytes: UnsafeBufferPointer<UInt8>) -> JSONError {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return JSONError(reason, at: offset, line: line, column: column)
    }
}

extension JSONError: CustomStringConvertible {
    /// One line for a person: what is wrong and where.
    public var description: String {
        switch reason {
        case .tooLarge(let maximum): "the JSON document is larger than \(maximum) bytes"
        default: "\(reason) at line \(line), column \(column) (byte \(offset))"
        }
    }
}

extension JSONError.Reason: CustomStringConvertible {
    /// What is wrong, without the place.
    public var description: String {
        switch self {
        case .unexpectedEnd: "the JSON document ends too early"
        case .unexpectedByte(let byte): "unexpected \(Self.name(of: byte)) in the JSON document"
        case .trailingBytes: "something follows the end of the JSON document"
        case .byteOrderMark: "the JSON document begins with a byte order mark"
        case .invalidNumber: "a number is not written as JSON requires"
        case .numberOutOfRange: "a number is too large"
        case .numberTooLong(let maximum): "a number has more than \(maximum) characters"
        case .invalidEscape: "unknown escape in a string"
        case .controlCharacter(let byte): "unescaped control character (\(Self.name(of: byte))) in a string"
        case .invalidUTF8: "a string is not valid UTF-8"
        case .tooDeep(let maximum): "arrays and objects are nested deeper than \(maximum) levels"
        case .tooManyElements(let maximum): "an array or object holds more than \(maximum) elements"
        case .tooManyValues(let maximum): "the JSON document holds more than \(maximum) values"
        case .equalNames(let name): "the member \(JSON.string(String(name.prefix(100))).text) is there twice"
        case .tooLarge(let maximum): "the JSON document is larger than \(maximum) bytes"
        }
    }

    private static func name(of byte: UInt8) -> String {
        guard (0x21...0x7E).contains(byte) else { return "byte 0x\(String(byte, radix: 16, uppercase: true))" }
        return "'\(Character(UnicodeScalar(byte)))'"
    }
}
