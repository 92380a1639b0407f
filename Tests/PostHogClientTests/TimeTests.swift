import Testing

@testable import PostHogClient

struct TimeTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-01-02T03:04:05Z", 1_767_323_045_000_000),
            ("2026-01-02T03:04:05.123Z", 1_767_323_045_123_000),
            ("2026-01-02T03:04:05.123456789Z", 1_767_323_045_123_456),
            ("2026-01-02T03:04:05+02:00", 1_767_315_845_000_000), ("2026-01-02 03:04:05-0530", 1_767_342_845_000_000),
            ("2026-01-02T03:04:05.000001", 1_767_323_045_000_001), ("2024-02-29T00:00:00Z", 1_709_164_800_000_000),
            ("1969-12-31T23:59:59.999999Z", -1),
        ] as [(String, Int64)]) func everyFormPostHogPrintsIsRead(_ text: String, _ microseconds: Int64)
    {
        #expect(PostHogTime(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "x", "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00Zx", "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "1900-02-29T00:00:00Z",
    ])
    func anythingElseIsNoTime(_ text: String) {
        #expect(PostHogTime(text) == nil)
    }

    @Test(arguments: [Int64.min, -1, 0, 1, 951_782_400_000_000, 1_767_323_045_123_456, 4_102_444_799_999_999, .max])
    func printingAndReadingAgreeWithinTheCalendar(_ microseconds: Int64) {
        let text = PostHogTime(microseconds: microseconds).description
        #expect(text.utf8.count == 27)
        let held = min(max(microseconds, -62_135_596_800_000_000), 253_402_300_799_999_999)
        #expect(PostHogTime(text)?.microseconds == held)
    }
}
