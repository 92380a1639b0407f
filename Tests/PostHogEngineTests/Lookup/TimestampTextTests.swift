import Analytics
import Testing

@testable import PostHogEngine

struct TimestampTextTests {
    static let pairs: [(Int64, String)] = [
        (0, "1970-01-01 00:00:00.000000"), (1, "1970-01-01 00:00:00.000001"), (-1, "1969-12-31 23:59:59.999999"),
        (1_795_176_000_123_456, "2026-11-20 12:00:00.123456"), (951_782_399_000_000, "2000-02-28 23:59:59.000000"),
        (10_413_791_999_999_999, "2299-12-31 23:59:59.999999"),
        (-2_208_988_800_000_000, "1900-01-01 00:00:00.000000"),
    ]

    @Test(arguments: pairs)
    func momentsAreWrittenAndReadInUTC(_ microseconds: Int64, _ text: String) {
        #expect(Timestamp(microseconds: microseconds).clickHouseText == text)
        #expect(Timestamp(clickHouse: text)?.microseconds == microseconds)
    }

    @Test func whatClickHouseCannotHoldIsHeldAtItsEnds() {
        #expect(Timestamp(microseconds: .min).clickHouseText == "1900-01-01 00:00:00.000000")
        #expect(Timestamp(microseconds: .max).clickHouseText == "2299-12-31 23:59:59.999999")
    }

    @Test(arguments: [
        ("2026-11-20 12:00:00", 0), ("2026-11-20 12:00:00.5", 500_000), ("2026-11-20 12:00:00.123", 123_000),
    ])
    func fractionsMayBeShorter(_ text: String, _ fraction: Int64) {
        #expect(Timestamp(clickHouse: text)?.microseconds == 1_795_176_000_000_000 + fraction)
    }

    @Test(arguments: [
        "", "2026-11-20", "2026-11-20T12:00:00", "2026-13-20 12:00:00", "2026-02-30 12:00:00", "2026-11-20 24:00:00",
        "2026-11-20 12:60:00", "2026-11-20 12:00:00.", "2026-11-20 12:00:00.1234567", "2026-11-20 12:00:00 +01:00",
        "２026-11-20 12:00:00", "2026-11-20 12:00:00.12a",
    ])
    func otherTextIsNoMoment(_ text: String) {
        #expect(Timestamp(clickHouse: text) == nil)
    }
}
