import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, clip, clock, count, date, dateTime, duration, initials, percent, plural, printable, shortDay, span, utc, weekdayDate } from "../../../static/js/format.js";

test("a duration is written in the unit a person would use", () => {
    const table = [
        [0, "0 ms"], [0.44, "0.4 ms"], [9.94, "9.9 ms"], [9.96, "10 ms"], [45, "45 ms"], [999.4, "999 ms"], [999.6, "1 s"], [1250.5, "1.25 s"],
        [12_340, "12.3 s"], [59_960, "1 min"], [61_000, "1 min 1 s"], [568_000, "9 min 28 s"], [2_400_000, "40 min"], [3_600_000, "1 h"],
        [5_400_000, "1 h 30 min"], [172_800_000, "2 days"], [-5, "−5 ms"], [null, "–"], [undefined, "–"], [NaN, "–"], [Infinity, "–"],
    ];
    for (const [ms, text] of table) assert.equal(duration(ms), text, String(ms));
});

test("a share that is not quite nothing or everything is not rounded to it", () => {
    const table = [[0, 10, "0 %"], [1, 3, "33.3 %"], [10, 10, "100 %"], [1, 100_000, "< 0.1 %"], [99_999, 100_000, "> 99.9 %"], [1, 0, "–"]];
    for (const [part, whole, text] of table) assert.equal(percent(part, whole), text);
});

test("counts are grouped and plurals agree", () => {
    assert.equal(count(1234567), "1,234,567");
    assert.equal(count(null), "–");
    assert.equal(plural(1, "event"), "1 event");
    assert.equal(plural(0, "event"), "0 events");
    assert.equal(plural(2, "entry", "entries"), "2 entries");
});

test("times are local to the reader and UTC in copies", () => {
    const iso = "2026-11-14T23:02:31.120Z";
    assert.equal(clock(iso, "Europe/Berlin"), "00:02:31");
    assert.equal(date(iso, "Europe/Berlin"), "15 Nov 2026");
    assert.equal(weekdayDate(iso, "UTC"), "Sat, 14 Nov 2026");
    assert.equal(dateTime(iso, "America/New_York"), "14 Nov 2026, 18:02:31");
    assert.equal(utc(iso), "2026-11-14 23:02:31.120 UTC");
    assert.equal(utc("2026-11-14T23:02:31Z"), "2026-11-14 23:02:31 UTC");
    assert.equal(shortDay("2026-03-01"), "1 Mar");
    for (const show of [clock, date, dateTime, utc]) assert.equal(show("not a time"), "–");
});

test("a span of time says the day of its end when that is another", () => {
    const table = [
        ["2026-11-20T18:00:00Z", "2026-11-20T18:00:59Z", "UTC", "Fri, 20 Nov 2026, 18:00"],
        ["2026-11-20T18:00:00Z", "2026-11-20T18:20:00Z", "UTC", "Fri, 20 Nov 2026, 18:00 – 18:20"],
        ["2026-11-20T18:00:00Z", "2026-11-20T18:20:00Z", "Asia/Kathmandu", "Fri, 20 Nov 2026, 23:45 – Sat, 21 Nov 2026, 00:05"],
        ["2026-11-20T23:59:50Z", "2026-11-21T00:00:10Z", "UTC", "Fri, 20 Nov 2026, 23:59 – Sat, 21 Nov 2026, 00:00"],
        ["2026-11-20T03:02:00Z", "2026-11-21T18:18:00Z", "UTC", "Fri, 20 Nov 2026, 03:02 – Sat, 21 Nov 2026, 18:18"],
    ];
    for (const [start, end, zone, text] of table) assert.equal(span(start, end, zone), text);
});

test("how long ago is told in words", () => {
    const now = new Date("2026-11-20T12:00:00Z");
    const table = [
        ["2026-11-20T11:59:50Z", "just now"], ["2026-11-20T11:48:00Z", "12 minutes ago"], ["2026-11-20T09:00:00Z", "3 hours ago"],
        ["2026-11-19T12:00:00Z", "yesterday"], ["2026-11-16T12:00:00Z", "4 days ago"], ["2026-08-20T12:00:00Z", "3 months ago"], ["2024-11-20T12:00:00Z", "2 years ago"],
        [null, "never"], ["", "never"],
    ];
    for (const [iso, text] of table) assert.equal(ago(iso, now), text);
});

test("characters that hide or turn text are written out", () => {
    assert.equal(printable("a\u202Egnp.exe"), "a\\u202egnp.exe");
    assert.equal(printable("a\u0000b\u0007c\u200Bd\uFEFF"), "a\\u0000b\\u0007c\\u200bd\\ufeff");
    assert.equal(printable("line\nnext\ttab"), "line\nnext\ttab");
    assert.equal(printable("👩‍👩‍👧 שלום é"), "👩‍👩‍👧 שלום é");
    assert.equal(printable(null), "");
});

test("clipping never cuts a character in two", () => {
    assert.equal(clip("short", 10), "short");
    assert.equal(clip("abcdefghij", 5), "abcd…");
    assert.equal(clip("abc👾defgh", 5), "abc…");
});

test("initials come from any script and from an email", () => {
    const table = [["Mira Hoffmann", "MH"], ["mira.hoffmann@example.org", "MH"], ["李 小龙", "李小"], ["user_12345", "U1"], ["", "?"], ["<b>", "B"], ["!!!", "?"]];
    for (const [name, letters] of table) assert.equal(initials(name), letters, name);
});
