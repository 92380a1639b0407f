import Analytics
import Testing

struct EventCursorTests {
    @Test(arguments: [Int64.min, -1, 0, 1_795_176_000_000_000, .max])
    func readsWhatItWrites(_ microseconds: Int64) {
        let cursor = EventCursor(
            timestamp: Timestamp(microseconds: microseconds), uuid: EventID(high: 0x0190, low: .max))
        #expect(EventCursor(cursor.description) == cursor)
    }

    @Test func holdsNothingThatAURLMustEscape() {
        let cursor = EventCursor(timestamp: Timestamp(microseconds: -5), uuid: EventID(high: 1, low: 2))
        #expect(
            cursor.description.utf8.allSatisfy {
                $0 == 0x5F || $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0)
            })
    }

    @Test(arguments: [
        "", "_", "abc", "abc_", "_0190b5c37d2f7a1b8c3d0123456789ab", "abc_0190",
        "abc_0190b5c37d2f7a1b8c3d0123456789ab_",
        "!_0190b5c37d2f7a1b8c3d0123456789ab", "zzzzzzzzzzzzzzzzzzzz_0190b5c37d2f7a1b8c3d0123456789ab", "a b",
    ])
    func refusesOtherText(_ text: String) {
        #expect(EventCursor(text) == nil)
    }
}
