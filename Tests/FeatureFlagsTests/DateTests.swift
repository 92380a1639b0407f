import Analytics
import Foundation
import JSON
import OrderedCollections
import Testing

@testable import FeatureFlags

struct DateTests {
    @Test(arguments: [
        ("2024-01-02", "2024-01-02T00:00:00Z"), ("2024-1-2", "2024-01-02T00:00:00Z"),
        ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"), ("2024-01-02 03:04", "2024-01-02T03:04:00Z"),
        ("2024-01-02T03:04:05.678901+02:00", "2024-01-02T01:04:05.678901Z"), ("1700000000", "2023-11-14T22:13:20Z"),
        ("1700000000123", "2023-11-14T22:13:20.123Z"), (" 2024-01-02 03:04:05 UTC ", "2024-01-02T03:04:05Z"),
        ("2024-01-02T03:04:05-0530", "2024-01-02T08:34:05Z"),
    ])
    func `a date means a moment`(text: String, expected: String) {
        #expect(PropertyDate(text)?.moment(now: testTime, in: .utc)?.description == expected)
    }

    @Test(arguments: [
        "", "soon", "2024", "2024-13-01", "2023-02-29", "2024-01-02T25:00:00Z", "2024-01-02T03:04:05+99:00", "24-01-02",
        "-3x", "d", "-d", "10000d", "99999999999999999999h", "1.5d", "--1d", "20240102",
    ])
    func `other text is no date`(text: String) {
        #expect(PropertyDate(text) == nil)
    }

    @Test(arguments: [
        ("-3h", "2024-03-31T12:30:00Z", "2024-03-31T09:30:00Z"), ("3d", "2024-03-31T12:30:00Z", "2024-03-28T12:30:00Z"),
        ("-2w", "2024-03-31T12:30:00Z", "2024-03-17T12:30:00Z"),
        ("-1m", "2024-03-31T12:30:00Z", "2024-02-29T12:30:00Z"),
        ("-2m", "2024-03-31T12:30:00Z", "2024-01-29T12:30:00Z"),
        ("-1y", "2024-02-29T12:30:00Z", "2023-02-28T12:30:00Z"),
        ("-12m", "2024-03-15T12:30:00Z", "2023-03-15T12:30:00Z"),
        ("0d", "2024-03-15T12:30:00Z", "2024-03-15T12:30:00Z"),
        ("-0007d", "2024-03-15T12:30:00Z", "2024-03-08T12:30:00Z"),
    ])
    func `a relative date counts back`(text: String, now: String, expected: String) throws {
        let now = try #require(PropertyDate.absolute(now, in: .utc))
        #expect(PropertyDate(text)?.moment(now: now, in: .utc)?.description == expected)
    }

    @Test func `counting back before the calendar means nothing`() {
        #expect(PropertyDate("-9999y")?.moment(now: testTime, in: .utc) == nil)
    }

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Berlin"), "needs tzdata"),
        arguments: [
            ("2024-01-15", "2024-01-14T23:00:00Z"), ("2024-07-15", "2024-07-14T22:00:00Z"),
            ("2024-03-31 02:30:00", nil), ("2024-10-27 02:30:00", "2024-10-27T00:30:00Z"),
            ("2050-07-15 12:00", "2050-07-15T10:00:00Z"), ("2050-12-15 12:00", "2050-12-15T11:00:00Z"),
            ("1900-01-01", "1899-12-31T23:00:00Z"), ("2024-07-15T12:00:00Z", "2024-07-15T12:00:00Z"),
        ])
    func `a date without an offset is read in the project's zone`(text: String, expected: String?) throws {
        let file = try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Berlin"))
        let zone = try #require(ProjectTimeZone(name: "Europe/Berlin", tzif: Array(file)))
        #expect(PropertyDate(text)?.moment(now: testTime, in: zone)?.description == expected)
    }

    @Test(arguments: [
        ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2050-01-01T00:00:00Z", 46_800), ("UTC0", "2050-01-01T00:00:00Z", 0),
        ("<-03>3", "2050-01-01T00:00:00Z", -10_800), ("EST5EDT,M3.2.0,M11.1.0", "2050-07-01T00:00:00Z", -14_400),
        ("EST5EDT,J60,J300", "2052-03-01T12:00:00Z", -14_400), ("IST-5:30", "2050-01-01T00:00:00Z", 19_800),
    ])
    func `the rule at the end of a zone file holds for ever`(rule: String, moment: String, offset: Int64) throws {
        let moment = try #require(PropertyDate.absolute(moment, in: .utc))
        #expect(DaylightRule(posix: rule.utf8)?.offset(at: moment.microseconds / 1_000_000) == offset)
    }

    @Test(arguments: [
        ("2026-01-01 00:00:00", "2025-12-31T18:14:59Z", "true"),
        ("2026-01-01 00:00:00", "2025-12-31T18:15:01Z", "false"),
        ("2025-12-31T18:15:00Z", "2025-12-31 23:59:59", "true"),
        ("2025-12-31T18:15:00Z", "2026-01-01 00:00:01", "false"),
        ("2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", "true"),
    ])
    func `a set reads dates without an offset in its project's time zone`(
        limit: String, joined: String, verdict: String
    ) throws {
        let zone = ProjectTimeZone(name: "Asia/Kathmandu", secondsAheadOfUTC: 20_700)
        let early = try flag("early", asking("is_date_before", .string(limit), key: "joined"))
        let set = FlagSet(flags: [early], timeZone: zone)
        let asked = context("u", ["joined": .string(joined)])
        #expect(set.evaluate("early", in: asked)?.verdict == verdict)
        #expect(set.replacing(early).evaluate("early", in: asked)?.verdict == verdict)
        #expect(set.version != FlagSet(flags: [early]).version)
    }

    @Test(arguments: [
        [], Array("TZif".utf8), [UInt8](repeating: 0xFF, count: 200),
        Array("TZif2".utf8) + [UInt8](repeating: 0xFF, count: 60),
    ])
    func `bytes that are no zone are refused`(bytes: [UInt8]) {
        #expect(ProjectTimeZone(name: "x", tzif: bytes) == nil)
    }
}
