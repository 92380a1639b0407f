import JSON
import Testing

struct InvalidDocumentTests {
    @Test(
        "an invalid document is refused with its reason and place",
        arguments: [
            ("", .unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("n", .unexpectedEnd, 1), ("nul", .unexpectedEnd, 3),
            ("nulL", .unexpectedByte(UInt8(ascii: "L")), 3), ("True", .unexpectedByte(UInt8(ascii: "T")), 0),
            ("nullx", .trailingBytes, 4), ("1 2", .trailingBytes, 2), ("{}}", .trailingBytes, 2),
            ("[] // end", .trailingBytes, 3), ("/**/1", .unexpectedByte(UInt8(ascii: "/")), 0),
            ("NaN", .unexpectedByte(UInt8(ascii: "N")), 0), ("Infinity", .unexpectedByte(UInt8(ascii: "I")), 0),
            ("-Infinity", .invalidNumber, 1), ("-", .unexpectedEnd, 1), ("+1", .unexpectedByte(UInt8(ascii: "+")), 0),
            ("01", .invalidNumber, 0), ("-01", .invalidNumber, 1), ("00", .invalidNumber, 0), ("1.", .unexpectedEnd, 2),
            ("[1.]", .invalidNumber, 3), (".5", .unexpectedByte(UInt8(ascii: ".")), 0), ("1e", .unexpectedEnd, 2),
            ("1e+", .unexpectedEnd, 3), ("[1e]", .invalidNumber, 3), ("1.e5", .invalidNumber, 2),
            ("0x10", .trailingBytes, 1), ("1_000", .trailingBytes, 1), ("1e400", .numberOutOfRange, 0),
            ("[-1e400]", .numberOutOfRange, 1), ("1e99999999999999999999999", .numberOutOfRange, 0),
            ("\"", .unexpectedEnd, 1), ("\"abc", .unexpectedEnd, 4), ("'a'", .unexpectedByte(UInt8(ascii: "'")), 0),
            (#""\x""#, .invalidEscape, 1), (#""\u12""#, .invalidEscape, 5), (#""\uZZZZ""#, .invalidEscape, 3),
            (#""\U0041""#, .invalidEscape, 1), (#""\"#, .unexpectedEnd, 2), (#""\u00"#, .unexpectedEnd, 5),
            (#""\ud83d\uX""#, .invalidEscape, 9), (#""\'""#, .invalidEscape, 1),
            ("\"a\nb\"", .controlCharacter(0x0A), 2), ("\"\u{0}\"", .controlCharacter(0), 1),
            ("\"\\n\t\"", .controlCharacter(0x09), 3), ("\u{0}", .unexpectedByte(0), 0),
            ("[", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3),
            ("[1,]", .unexpectedByte(UInt8(ascii: "]")), 3), ("[,1]", .unexpectedByte(UInt8(ascii: ",")), 1),
            ("[1 2]", .unexpectedByte(UInt8(ascii: "2")), 3), ("[1}", .unexpectedByte(UInt8(ascii: "}")), 2),
            ("{", .unexpectedEnd, 1), ("{\"a\"", .unexpectedEnd, 4), ("{\"a\":", .unexpectedEnd, 5),
            ("{\"a\":1", .unexpectedEnd, 6), ("{\"a\":1,", .unexpectedEnd, 7),
            ("{\"a\":1,}", .unexpectedByte(UInt8(ascii: "}")), 7), ("{a:1}", .unexpectedByte(UInt8(ascii: "a")), 1),
            ("{1:1}", .unexpectedByte(UInt8(ascii: "1")), 1), ("{\"a\" 1}", .unexpectedByte(UInt8(ascii: "1")), 5),
            ("{\"a\"::1}", .unexpectedByte(UInt8(ascii: ":")), 5), ("{,}", .unexpectedByte(UInt8(ascii: ",")), 1),
            ("{\"a\":1]", .unexpectedByte(UInt8(ascii: "]")), 6), ("]", .unexpectedByte(UInt8(ascii: "]")), 0),
            ("\u{FEFF}1", .byteOrderMark, 0), ("\u{A0}1", .unexpectedByte(0xC2), 0),
            ("\u{B}1", .unexpectedByte(0x0B), 0),
        ] as [(String, JSONError.Reason, Int)]
    )
    func refuses(text: String, reason: JSONError.Reason, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.reason == reason)
        #expect(error?.offset == offset)
    }

    @Test(
        "invalid UTF-8 in a string is refused at its first byte",
        arguments: [
            ([0xFF], 0), ([0x80], 0), ([0x61, 0xC0, 0x80], 1), ([0xC3], 0), ([0xC3, 0x28], 0), ([0xE2, 0x82], 0),
            ([0xED, 0xA0, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF8, 0x88, 0x80, 0x80, 0x80], 0),
            ([0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xFE], 5), ([0x5C, 0x6E, 0xC3], 2), ([0xC3, 0x5C, 0x6E], 0),
        ] as [([UInt8], Int)]
    )
    func refusesInvalidUTF8(content: [UInt8], offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: [0x22] + content + [0x22]) }
        #expect(error?.reason == .invalidUTF8)
        #expect(error?.offset == offset + 1)
    }

    @Test("the error names line and column")
    func namesPlace() {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: "{\n  \"a\": 1,\n  \"b\": x\n}") }
        #expect(error?.line == 3)
        #expect(error?.column == 8)
        #expect(error?.description == "unexpected 'x' in the JSON document at line 3, column 8 (byte 19)")
    }

    @Test("a document cut at any byte is refused as ended too early")
    func refusesEveryPrefix() throws {
        let text = #" {"event":"caf\#u{E9} \u00e9\ud83d\ude00","n":[-10.25e+2,true,false,null,{}],"s":{"\"":"\\"}}"#
        let bytes = Array(text.utf8)
        #expect(throws: Never.self) { try JSON(parsing: bytes) }
        for length in 0..<bytes.count {
            let error = #expect(throws: JSONError.self) { try JSON(parsing: Array(bytes.prefix(length))) }
            #expect(error?.reason == .unexpectedEnd)
            #expect(error?.offset == length)
        }
    }
}
