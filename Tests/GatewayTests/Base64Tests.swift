import Testing

@testable import Gateway

struct Base64Tests {
    @Test(
        "both alphabets are read, padded or not",
        arguments: [
            ("", ""), ("Zg==", "f"), ("Zg", "f"), ("Zm8=", "fo"), ("Zm8", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"),
            ("Zm9v\r\nYmFy\n", "foobar"), (" Zm9v ", "foo"), ("Pz8/Pj4+", "???>>>"), ("Pz8_Pj4-", "???>>>"),
            ("Pz8/Pj4 Zg", "???>>>f"),
        ]
    )
    func decodes(text: String, expected: String) {
        #expect(Base64.decode(Array(text.utf8)) == Array(expected.utf8))
    }

    @Test("what is no base64 is refused", arguments: ["Z", "Zm9vY", "Zm9v!", "Zm=v", "{\"a\":1}", "Zm9\u{E9}"])
    func refuses(text: String) {
        #expect(Base64.decode(Array(text.utf8)) == nil)
    }
}
