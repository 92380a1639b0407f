import Testing

@testable import Gateway

struct LZStringDecoderTests {
    private static let ideographs = (0x4E00..<0x4E28).compactMap(UnicodeScalar.init).map(String.init).joined()
    private static let ideographsPacked =
        "NoIkAHKIByhAcowHKCByhQOUGByhwOUBByhIOUFByhoOUDBygsHKBwcoPBygCHKCIcoEhygyHKAocoKhygaHKDocoBhygmHKBYcoNhygOHKBcO"
        + "UB4coHw5QARygQjlARHKBiOUAkcoFI5QGRygcjkQAXSA=="

    private func decode(_ text: String) throws(CaptureBodyError) -> String {
        String(decoding: try LZStringDecoder.decode(Array(text.utf8), maximumBytes: 100_000), as: UTF8.self)
    }

    @Test(
        "what lz-string wrote is read back",
        arguments: [
            ("Q===", ""), ("BYUwNmD2Q===", "hello"),
            (ideographsPacked, "[\"\(ideographs)\"]"),
        ]
    )
    func reads(packed: String, text: String) throws {
        #expect(try decode(packed) == text)
        #expect(try decode(String(packed.prefix { $0 != "=" })) == text)
    }

    @Test("a long text, whose codes grow wider, is read back")
    func readsLongText() throws {
        let packed =
            "NobwRApgbhB2AuYBcACSAGMAaNATAlgM7z6wDG8A+vrsmgK6EQBOKmAvjuNHIqpAEZseIiXJUadMIxYohnFNxgIpEAEzCwBYqQrVa/Gaw0Kl"
            + "vVQGZN2sXsmGmrK6cjK+aCABZro3RIMMjijeLjwq/BAArD464vpSRijRoW6qAGwxtv4JQRkp5hGYOFq+cfaBsgDsYPnhHkLFNn7xDrIA"
            + "HDVcrgUeGo2ldgHSQQCcnYrddZBW/bGDObICHF1h7pDes1ktFawC8iupEdGbzeXDiyYHPZAZJ2VDiQLOV1MQRSJz2a27IS9rEA0Plszo"
            + "9kn9VH0gacHkEBHlwREZlD7gtdtVav8Nsj5t85B0Mapjtivjs5GMCRFbsTtudjMsJqtVO8Sp8aYk1PsGYd6ploaiUGpLlzrupeSjcWpn"
            + "sLXkiWcCYbI1L9pZixTjSWowSrCWqSbSBfDtZTdWygmp0QiPMymuKNfjLYITSCzeSHaK7ur9RZ6WYZU6FU5Ob7VR69YkLELgzrQ6bZBY"
            + "pVHjTHnXHlYmrf7+RYtenHcmAygLIbc+7qSmnBajR5ZTbPeH7VX1pncRZXY2os3SZ4fZN/lS5XzcZ4g72mZ39Z5I6OIoCB7aJwnp71x4"
            + "lPGml9MV0FPDmN14t7JPMW90S53Xt5WS/3a2Htw2S9aBrfD22S7Ob7HWJEe4yIpCz8+X4jr+1YHl+U4gU2+b8pEi6QR20G4pE67wdeT6"
            + "fkku7wY+rLlkkx7we+6F4ZEl57v+H4kfee41sRBaROSAC6QA"
        let events = (0..<60).map { "{\"event\": \"e\($0 % 7)\", \"distinct_id\": \"user \($0)\"}" }
        #expect(try decode(packed) == "[" + events.joined(separator: ", ") + "]")
    }

    @Test("a code that stands for no phrase is refused")
    func refusesUnknownCode() {
        // 2 bits for an 8-bit unit, 8 bits of it, then the 3-bit code 7, in digits with the highest bit first.
        #expect(throws: CaptureBodyError.corrupt(.lz64, detail: "a code stands for no phrase")) {
            try decode("Ibg")
        }
        #expect(throws: CaptureBodyError.corrupt(.lz64, detail: "the first code is not allowed")) {
            try decode("w")
        }
    }
}
