import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDays, periodName, periodReaching } from "../../../static/js/period.js";

test("only days the API takes are read from a link", () => {
    const table = [["1", 1], ["365", 365], ["366", null], ["0", null], ["-1", null], ["1.5", null], ["", null], [null, null], ["30d", null], ["9999", null]];
    for (const [text, days] of table) assert.equal(parseDays(text), days, String(text));
});

test("the jump goes to the smallest window that reaches the last event", () => {
    const now = new Date("2026-11-20T12:00:00Z");
    const table = [["2026-11-20T11:00:00Z", 1], ["2026-11-19T12:00:00Z", 7], ["2026-11-08T12:00:00Z", 30], ["2026-09-01T00:00:00Z", 90], ["2026-01-01T00:00:00Z", 365], ["2024-01-01T00:00:00Z", null], [null, null], ["x", null]];
    for (const [seen, days] of table) assert.equal(periodReaching(seen, now), days, String(seen));
});

test("windows have names", () => {
    assert.equal(periodName(30), "the last 30 days");
    assert.equal(periodName(12), "the last 12 days");
});
