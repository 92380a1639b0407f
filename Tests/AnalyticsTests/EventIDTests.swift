import Analytics
import Testing

struct EventIDTests {
    private static let text = "0190b5c3-7d2f-7a1b-8c3d-0123456789ab"

    @Test(arguments: [text, text.uppercased(), text.filter { $0 != "-" }])
    func readsTheFormsInUse(_ form: String) throws {
        let id = try #require(EventID(form))
        #expect(id.high == 0x0190_B5C3_7D2F_7A1B)
        #expect(id.low == 0x8C3D_0123_4567_89AB)
        #expect(id.description == Self.text)
    }

    @Test(arguments: [
        "", "-", "0190b5c3", text + "0", String(text.dropLast()), "{\(text)}", "urn:uuid:" + text,
        "0190b5c37d2f-7a1b-8c3d-0123456789ab", "0190b5c3-7d2f7a1b-8c3d-0123456789ab-",
        "0190b5c3-7d2f-7a1b-8c3d-0123456789ag", "0190b5c3-7d2f-7a1b-8c3d-01234567 9ab",
        "----0190b5c37d2f7a1b8c3d0123456789ab", "٠١٩٠b5c3-7d2f-7a1b-8c3d-0123456789ab",
        String(repeating: "0", count: 100_000),
    ])
    func refusesEverythingElse(_ form: String) {
        #expect(EventID(form) == nil)
    }

    @Test func isOrderedByItsBytes() {
        let ordered = [
            EventID(high: 0, low: 0), EventID(high: 0, low: .max), EventID(high: 1, low: 0),
            EventID(high: 0x8000_0000_0000_0000, low: 0), EventID(high: .max, low: .max),
        ]
        #expect(ordered.shuffled().sorted() == ordered)
        #expect(ordered.map(\.description).sorted() == ordered.map(\.description))
    }

    @Test func aNewOneBeginsWithItsTime() {
        let time = Timestamp(seconds: 1_795_168_800)
        let (one, two) = (EventID(at: time), EventID(at: time))
        #expect(one != two)
        #expect(one.high >> 16 == 1_795_168_800_000)
        #expect(one.high >> 12 & 0xF == 7)
        #expect(one.low >> 62 == 0b10)
        #expect(EventID(at: Timestamp(microseconds: .min)).high >> 16 == 0)
    }
}
