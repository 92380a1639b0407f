import JSON
import OrderedCollections
import Testing

struct ValidDocumentTests {
    @Test(
        "a valid document is read as its value",
        arguments: [
            ("null", nil), ("true", true), ("false", false), (" \t\r\n null \n", nil),
            ("0", 0), ("-0", 0), ("7", 7), ("-12", -12),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .double(9_223_372_036_854_775_808)),
            ("-9223372036854775809", .double(-9_223_372_036_854_775_808)),
            ("123456789012345678901234567890", .double(1.2345678901234568e29)),
            ("10.0", .double(10)), ("1e3", .double(1000)), ("1E+3", .double(1000)), ("25e-1", .double(2.5)),
            ("-0.0", .double(-0.0)), ("0.1", .double(0.1)), ("3.141592653589793", .double(.pi)),
            ("1.7976931348623157e308", .double(.greatestFiniteMagnitude)), ("5e-324", .double(.leastNonzeroMagnitude)),
            ("1e-400", .double(0)), ("0e99999999999999999999", .double(0)),
            ("9007199254740993.0", .double(9_007_199_254_740_992)), ("1e23", .double(1e23)),
            ("0.000000000000000000000000000000123456789", .double(1.23456789e-31)),
            ("\"\"", ""), ("\"a\"", "a"), ("\"/\"", "/"), ("\"\u{7F}\"", "\u{7F}"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u0041\u00e9\u20AC""#, "A\u{E9}\u{20AC}"), (#""\u0000""#, "\u{0}"),
            (#""\ud83d\ude00""#, "\u{1F600}"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
            ("\"\u{2028}\u{2029}\u{FEFF}\u{1F600}\"", "\u{2028}\u{2029}\u{FEFF}\u{1F600}"),
            (#""\ud83d""#, "\u{FFFD}"), (#""\ude00""#, "\u{FFFD}"), (#""\ud83dx""#, "\u{FFFD}x"),
            (#""\ud83d\n""#, "\u{FFFD}\n"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
            (#""\ud83d\ud83d\ude00""#, "\u{FFFD}\u{1F600}"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
            ("[]", []), ("{}", [:]), ("[ ]", []), ("{ }", [:]), ("[[],[[]],{}]", [[], [[]], [:]]),
            ("[1, 2.0 ,\"x\"\n,null]", [1, 2.0, "x", nil]),
            (#"{"a":1,"b":{"c":[true]}}"#, ["a": 1, "b": ["c": [true]]]), (#"{"":0}"#, ["": 0]),
            (#"{ "a" : 1 , "b" : 2 }"#, ["a": 1, "b": 2]), (#"{"\u0061":1}"#, ["a": 1]),
            (#"{"a":1,"b":2,"a":3}"#, ["a": 3, "b": 2]),
        ] as [(String, JSON)]
    )
    func readsValue(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
        #expect(try JSON(parsing: Array(text.utf8)) == value)
    }

    @Test("members keep their order, however many there are")
    func keepsOrder() throws {
        let names = (0..<1000).map { "member \(($0 * 7919) % 1000)" }
        let text = "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
        #expect(try JSON(parsing: text).objectValue.map { Array($0.keys) } == names)
    }

    @Test("of equal keys the last value stands at the place of the first")
    func lastDuplicateWins() throws {
        let value = try JSON(parsing: #"{"b":1,"a":2,"b":3}"#)
        #expect(value.text == #"{"b":3,"a":2}"#)
    }

    @Test("escapes are read at every offset of a long string", arguments: 0..<40)
    func readsEscapeAnywhere(offset: Int) throws {
        let plain = String(repeating: "x", count: offset)
        for (written, read) in [("\\n", "\n"), ("\\\"", "\""), ("\\u00e9", "\u{E9}"), ("\u{E9}", "\u{E9}")] {
            let value = try JSON(parsing: "\"\(plain)\(written)tail\"")
            #expect(value == .string("\(plain)\(read)tail"))
        }
    }

    @Test(
        "lenient limits take what serializers write that are not asked for JSON",
        arguments: [
            ("NaN", .null), ("[Infinity,-Infinity, 1]", [nil, nil, 1]), (#"{"score":NaN}"#, ["score": nil]),
            ("\"\u{E9}\"", "\u{E9}"),
        ] as [(String, JSON)])
    func lenient(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text, limits: .lenient) == value)
    }

    @Test("lenient limits repair UTF-8, in plain texts and in those with escapes")
    func repairsTexts() throws {
        for (plain, read) in [("a\u{E9}", "a\u{FFFD}"), ("\\na\u{E9}", "\na\u{FFFD}")] {
            let bytes = [UInt8(ascii: "\"")] + plain.utf8.dropLast() + [UInt8(ascii: "\"")]
            #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
            #expect(try JSON(parsing: bytes, limits: .lenient) == .string(read))
        }
    }

    @Test(
        "lenient limits refuse what is no document all the same",
        arguments: ["Nan", "-NaN", "Inf", "+Infinity", "-I"])
    func lenientIsNotBlind(text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text, limits: .lenient) }
    }

    @Test("10 and 10.0 are different values and stay so")
    func keepsFraction() throws {
        let integer = try JSON(parsing: "10")
        let double = try JSON(parsing: "10.0")
        #expect(integer != double)
        #expect(integer.text == "10")
        #expect(double.text == "10.0")
        #expect(integer.int64Value == 10)
        #expect(double.int64Value == nil)
        #expect(integer.doubleValue == 10)
        #expect(double.doubleValue == 10)
    }

    @Test("decimal numbers give the nearest double")
    func nearestDouble() throws {
        var random = SplitMix64(seed: 20)
        for _ in 0..<20_000 {
            let digits = String(random.next() >> UInt64.random(in: 0..<60, using: &random))
            let point = Int.random(in: 0...digits.count, using: &random)
            let fraction = digits.dropFirst(point)
            let whole = point == 0 ? "0" : digits.prefix(point)
            let exponent = Int.random(in: -30...30, using: &random)
            let text = "\(whole)\(fraction.isEmpty ? "" : ".\(fraction)")e\(exponent)"
            #expect(try JSON(parsing: text).doubleValue == Double(text))
        }
    }
}
