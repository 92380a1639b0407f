import assert from "node:assert/strict";
import { test } from "node:test";
import { bucketDays, niceTicks, placeOnTrack, waterfallSpans } from "../../../static/js/charts/scale.js";

test("ticks are whole, round and reach the highest value", () => {
    for (let highest = 1; highest < 20_000; highest = Math.ceil(highest * 1.37)) {
        const { top, ticks } = niceTicks(highest);
        assert.ok(top >= highest && ticks[0] === 0 && ticks.at(-1) === top, String(highest));
        assert.ok(ticks.every(Number.isInteger), String(highest));
        assert.ok(ticks.length >= 2 && ticks.length <= 6, String(highest));
    }
    for (const nothing of [0, -1, NaN]) assert.deepEqual(niceTicks(nothing), { top: 1, ticks: [0, 1] });
});

const days = (n) => Array.from({ length: n }, (_, index) => ({ date: new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10), events: 5, requests: 3, failed: 1, errors: 2, slow: 0 }));

test("few days are a bar each, many are put together without losing one", () => {
    assert.equal(bucketDays(days(31), 92).buckets.length, 31);
    const { size, buckets } = bucketDays(days(366), 92);
    assert.equal(size, 7);
    assert.ok(buckets.length <= 92);
    assert.equal(buckets.reduce((sum, one) => sum + one.requests, 0), 366 * 3);
    assert.equal(buckets.reduce((sum, one) => sum + one.ok, 0), 366 * 2);
    assert.equal(buckets[0].from, "2026-01-01");
    assert.equal(buckets.at(-1).to, "2027-01-01");
    assert.deepEqual(bucketDays([], 92).buckets, []);
});

test("a bar ends where its event was recorded and reaches back by its duration", () => {
    const { from, to, spans } = waterfallSpans([{ offsetMs: 0, durationMs: 40 }, { offsetMs: 100, durationMs: null }, { offsetMs: 100, durationMs: 0 }]);
    assert.deepEqual([from, to], [-40, 100]);
    assert.deepEqual(spans.map((span) => [span.start, span.end, span.isPoint]), [[-40, 0, false], [100, 100, true], [100, 100, true]]);
    assert.deepEqual(waterfallSpans([]), { from: 0, to: 1, spans: [] });
});

test("every bar lies on its track and can be seen", () => {
    for (const [start, end] of [[0, 1000], [0, 0], [1000, 1000], [500, 500.001], [-3, 20]]) {
        const { x, width } = placeOnTrack({ start, end, isPoint: false }, -3, 1000);
        assert.ok(x >= 0 && width >= 0.6 && x + width <= 100.0001, `${start} ${end}`);
    }
});
