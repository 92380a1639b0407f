import Analytics
import JSON
import Testing

struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"),
        (1_795_168_800_000_000, "2026-11-20T10:00:00Z"),
        (1_795_168_800_123_000, "2026-11-20T10:00:00.123Z"),
        (1_795_168_800_123_456, "2026-11-20T10:00:00.123456Z"),
        (1_795_168_800_000_007, "2026-11-20T10:00:00.000007Z"),
        (951_868_799_999_999, "2000-02-29T23:59:59.999999Z"),
        (1_709_164_800_000_000, "2024-02-29T00:00:00Z"),
        (4_107_456_000_000_000, "2100-02-28T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (-2_203_891_200_000_000, "1900-03-01T00:00:00Z"),
        (-11_670_955_200_000_000, "1600-02-29T12:00:00Z"),
        (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
        (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
        (Int64.max, "9999-12-31T23:59:59.999999Z"),
        (Int64.min, "0000-01-01T00:00:00Z"),
    ])
    func isWrittenAsRFC3339(_ microseconds: Int64, _ expected: String) {
        let timestamp = Timestamp(microseconds: microseconds)
        #expect(timestamp.description == expected)
        #expect(timestamp.day == String(expected.prefix(10)))
        var json = JSONWriter()
        timestamp.write(to: &json)
        #expect(String(decoding: json.bytes, as: UTF8.self) == "\"\(expected)\"")
    }

    @Test(arguments: [
        (1_795_168_800_000_001, 1_795_132_800_000_000), (0, 0), (86_399_999_999, 0), (86_400_000_000, 86_400_000_000),
        (-1, -86_400_000_000), (-86_400_000_000, -86_400_000_000),
    ])
    func startsItsDayAtMidnight(_ microseconds: Int64, _ midnight: Int64) {
        #expect(Timestamp(microseconds: microseconds).startOfDay.microseconds == midnight)
    }

    @Test func arithmeticStopsAtTheEndsOfTheRange() {
        let (first, last) = (Timestamp(microseconds: .min), Timestamp(microseconds: .max))
        #expect(last.advanced(byMicroseconds: 1) == last)
        #expect(first.advanced(byMicroseconds: -1) == first)
        #expect(first.startOfDay == first)
        #expect(Timestamp(seconds: .max) == last)
        #expect(Timestamp(seconds: .min) == first)
        #expect(last.milliseconds(since: first) == .infinity)
        #expect(first.milliseconds(since: last) == -.infinity)
    }

    @Test func distancesAreInMilliseconds() {
        let earlier = Timestamp(microseconds: 1_000)
        #expect(Timestamp(microseconds: 3_500).milliseconds(since: earlier) == 2.5)
        #expect(earlier.milliseconds(since: Timestamp(microseconds: 3_500)) == -2.5)
    }
}
