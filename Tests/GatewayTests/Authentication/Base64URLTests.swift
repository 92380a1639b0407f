import Testing

@testable import Gateway

@Suite struct Base64URLTests {
    /// The vectors of RFC 4648 §10 without padding, and the two characters that differ.
    static let vectors: [([UInt8], String)] = [
        ([], ""), (Array("f".utf8), "Zg"), (Array("fo".utf8), "Zm8"), (Array("foo".utf8), "Zm9v"),
        (Array("foob".utf8), "Zm9vYg"), (Array("fooba".utf8), "Zm9vYmE"), (Array("foobar".utf8), "Zm9vYmFy"),
        ([0xFB, 0xFF], "-_8"), ([0, 0, 0], "AAAA"),
    ]

    @Test(arguments: vectors)
    func `bytes and text convert both ways`(bytes: [UInt8], text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text.utf8) == bytes)
    }

    @Test(arguments: ["Zg==", "Z", "Zh", "Zm9", "+/8", "Zm9v Yg", "Zm9v\n", "Zm9vYmF\u{E9}", "AAAAA"])
    func `anything but the one spelling is refused`(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }
}
