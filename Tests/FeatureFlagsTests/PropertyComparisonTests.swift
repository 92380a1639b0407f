import JSON
import Testing

@testable import FeatureFlags

/// The server column of the operator table, one row per rule.
struct PropertyComparisonTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String?
        let filter: JSON?
        let value: JSON?
        let matches: Bool
        init(_ name: String?, _ filter: JSON?, _ value: JSON?, _ matches: Bool) {
            (self.name, self.filter, self.value, self.matches) = (name, filter, value, matches)
        }
        var testDescription: String { "\(name ?? "null") \(filter?.text ?? "-") / \(value?.text ?? "missing")" }
    }

    static let rows: [Row] = [
        // exact, is_not
        Row(nil, "Pro", "pro", true), Row("exact", "pro", "PRO", true), Row("exact", "pro", "pr", false),
        Row("exact", ["a", "B"], "b", true), Row("exact", ["a", "b"], "c", false), Row("exact", [], "c", false),
        Row("exact", 10, "10", true), Row("exact", "10", 10, true), Row("exact", 10, 10.0, false),
        Row("exact", "É", "é", true), Row("exact", "pro", nil, false), Row("is_not", "pro", nil, true),
        Row("is_not", "pro", "free", true), Row("is_not", ["a", "b"], "A", false), Row("exact", nil, "x", false),
        Row("exact", .null, "x", false), Row("is_not", .null, nil, false),
        // truth, as the older servers compare it
        Row("exact", true, "TRUE", true), Row("exact", "true", true, true), Row("exact", "false", "anything", true),
        Row("exact", false, false, true), Row("exact", ["true", "false"], true, false),
        Row("is_not", "true", "yes", true), Row("exact", "true", nil, false),
        // text
        Row("icontains", "LAR", "Dollar", true), Row("icontains", "É", "é", false), Row("icontains", "1", 213, true),
        Row("icontains", "", "x", true), Row("not_icontains", "lar", "Dollar", false),
        Row("not_icontains", "lar", nil, true), Row("icontains", "lar", nil, false),
        Row("icontains", "aab", "aaab", true), Row("icontains", "abab", "abaabab", true),
        Row("icontains_multi", ["x", "LL"], "Dollar", true), Row("icontains_multi", ["x", "y"], "Dollar", false),
        Row("not_icontains_multi", ["x", "ll"], "Dollar", false), Row("not_icontains_multi", ["x"], nil, true),
        Row("starts_with", "dol", "Dollar", true), Row("starts_with", "ol", "Dollar", false),
        Row("not_starts_with", "dol", "Dollar", false), Row("not_starts_with", "dol", nil, true),
        Row("ends_with", "LAR", "Dollar", true), Row("ends_with", "dollars", "Dollar", false),
        Row("not_ends_with", "lar", "Dollar", false), Row("not_ends_with", "lar", nil, true),
        Row("regex", "ol+", "Dollar", true), Row("regex", "^ol", "Dollar", false), Row("regex", "DOL", "Dollar", false),
        Row("not_regex", "^ol", "Dollar", true), Row("regex", "^1\\d$", 12, true), Row("regex", "true", true, true),
        Row("regex", "?*", "x", false), Row("not_regex", "?*", "x", false), Row("not_regex", "a", nil, true),
        Row("regex", "a", nil, false),
        // numbers
        Row("gt", 5, 6, true), Row("gt", 5, 5, false), Row("gte", 5, 5, true), Row("lt", 5, 4.5, true),
        Row("lte", 5, 5, true), Row("gt", "5", "30", true), Row("lt", "30", "100", false), Row("gt", 5, "six", false),
        Row("gt", "five", 6, false), Row("min", 5, 5, true), Row("max", 5, 6, false), Row("gt", 1, true, false),
        Row("lt", 5, nil, false), Row("gt", 0, "0x10", false), Row("gt", 0, " 1", false),
        Row("between", [1, 5], 1, true), Row("between", [1, 5], 5, true), Row("between", [1, 5], 6, false),
        Row("not_between", [1, 5], 6, true), Row("not_between", [1, 5], nil, true), Row("between", [5, 1], 3, false),
        Row("not_between", [5, 1], 3, false), Row("not_between", [1, 5], "x", false), Row("between", [1], 1, false),
        // set or not
        Row("is_set", nil, "x", true), Row("is_set", nil, .null, true), Row("is_set", nil, nil, false),
        Row("is_not_set", nil, nil, true), Row("is_not_set", nil, .null, false),
        // null
        Row("exact", "null", .null, false), Row("is_not", "x", .null, true), Row("icontains", "", .null, false),
        Row("not_icontains", "u", .null, true), Row("regex", ".*", .null, false), Row("gt", 0, .null, false),
        // dates
        Row("is_date_before", "2024-01-02", "2024-01-01", true),
        Row("is_date_before", "2024-01-02", "2024-01-02", false),
        Row("is_date_after", "2024-01-02", "2024-01-02T00:00:01Z", true),
        Row("is_date_after", "2024-01-02T12:00:00+02:00", "2024-01-02 10:00:01", true),
        Row("is_date_exact", "2024-01-02", "2024-01-02T00:00:00Z", true),
        Row("is_date_before", "2001-01-01", 0, true), Row("is_date_after", "2001-01-01", "1700000000", true),
        Row("is_date_after", "-7d", "2025-11-14", true), Row("is_date_after", "7d", "2025-11-12", false),
        Row("is_date_before", "never", "2024-01-01", false), Row("is_date_before", "2024-01-01", "soon", false),
        Row("is_date_before", "2024-01-01", nil, false), Row("is_date_after", "-10000d", "2024-01-01", false),
        // versions
        Row("semver_eq", "1.2.3", "v1.2.3", true), Row("semver_eq", "1.2", " 1.2.0 ", true),
        Row("semver_eq", "1.2.3", "1.02.3", true), Row("semver_neq", "1.2.3", "1.2.4", true),
        Row("semver_neq", "1.2.3", "x", false), Row("semver_gt", "1.9.0", "1.10.0", true),
        Row("semver_gt", "1.0.0-beta", "1.0.0", true), Row("semver_lt", "1.0.0", "1.0.0-beta", true),
        Row("semver_gte", "2", "2.0.0", true), Row("semver_lte", "2", "2.0.1", false),
        Row("semver_eq", "1.2.3", nil, false),
        Row("semver_eq", "1.2.3", "1.2.3.4", false),
        Row("semver_tilde", "1.2.3", "1.2.9", true), Row("semver_tilde", "1.2.3", "1.3.0", false),
        Row("semver_tilde", "1.2.3", "1.2.2", false),
        Row("semver_caret", "1.2.3", "1.9.9", true), Row("semver_caret", "1.2.3", "2.0.0", false),
        Row("semver_caret", "0.2.3", "0.2.9", true), Row("semver_caret", "0.2.3", "0.3.0", false),
        Row("semver_caret", "0.0.3", "0.0.3", true), Row("semver_caret", "0.0.3", "0.0.4", false),
        Row("semver_wildcard", "1.*", "1.9.9", true), Row("semver_wildcard", "1.2.*", "1.3.0", false),
        Row("semver_wildcard", "*", "7.1.0", true), Row("semver_wildcard", "1.*.3", "1.2.3", false),
        Row("semver_wildcard", "0.0.3-alpha", "0.0.3", true), Row("semver_wildcard", "0.0.3-alpha", "0.0.4", false),
        Row("semver_wildcard", "0.2.3-a.1", "0.2.3-a.2", true), Row("semver_wildcard", "1-alpha", "1.5.0", false),
        Row("semver_caret", "1.2.3", "1.2.4-beta", false), Row("semver_caret", "1.2.3-alpha", "1.2.3-beta", true),
    ]

    @Test(arguments: rows)
    func `a comparison comes out as on the server`(row: Row) throws {
        let set = FlagSet(flags: [try flag("f", asking(row.name, row.filter))])
        let properties: JSONObject = row.value.map { ["p": $0] } ?? [:]
        let evaluation = try #require(set.evaluate("f", in: context("u", properties)))
        #expect(evaluation.enabled == row.matches)
        #expect(evaluation.failure == nil)
    }

    static let explicitRows: [(JSON, JSON, Bool)] = [
        ("true", "anything", false), (true, "TRUE", true), ("false", "no", false), ([true], true, true),
    ]

    @Test(arguments: explicitRows)
    func `explicit matching compares booleans like any value`(filter: JSON, value: JSON, matches: Bool) throws {
        let set = FlagSet(flags: [try flag("f", asking("exact", filter))], matching: .explicit)
        #expect(set.evaluate("f", in: context("u", ["p": value]))?.enabled == matches)
    }

    static let initialRows: [(String, String, Bool)] = [
        ("$initial_browser", "$browser", true), ("$initial_utm_source", "utm_source", true),
        ("$initial_plan", "$plan", false), ("$initial_utm_source", "$utm_source", false),
    ]

    @Test(arguments: initialRows)
    func `a missing first value is filled from the current one`(key: String, current: String, matches: Bool) throws {
        let set = FlagSet(flags: [try flag("f", asking("exact", "x", key: key))])
        #expect(set.evaluate("f", in: context("u", [current: "x"]))?.enabled == matches)
        #expect(set.evaluate("f", in: context("u", [current: "x", key: "y"]))?.enabled == false)
    }

    @Test func `the distinct id is a property of the person`() throws {
        let set = FlagSet(flags: [try flag("f", asking("exact", "user-1", key: "distinct_id"))])
        #expect(set.evaluate("f", in: context("user-1"))?.enabled == true)
        #expect(set.evaluate("f", in: context("user-2"))?.enabled == false)
    }
}
