import Analytics
import Testing

struct DecimalTextTests {
    @Test(arguments: [
        ("0", 0), ("404", 404), ("+5", 5), ("-5", -5), ("12.5", 12.5), ("1e3", 1_000), ("1.5E-2", 0.015),
        ("00012", 12), ("1e+2", 100),
    ])
    func readsDecimalNumbers(_ text: String, _ number: Double) {
        #expect(DecimalText.number(text) == number)
    }

    @Test(arguments: [
        "", "+", "-", ".", ".5", "5.", "1e", "1e+", "e3", " 404", "404 ", "404\n", "\u{A0}5", "1_000", "1,000", "0x10",
        "0b1", "nan", "inf", "infinity", "--5", "+-5", "1.2.3", "\u{663}", "\u{FF15}", "5\u{301}", "4 04", "404\0",
    ])
    func nothingElseIsANumber(_ text: String) {
        #expect(DecimalText.number(text) == nil)
    }
}
