/** Stacked bars per day: requests that went well, that failed, and errors. Drawn in per cent, so it needs no measuring. */

import { count, plural, shortDay } from "../format.js";
import { h, svg } from "../dom.js";
import { chartFigure, tableBox } from "./figure.js";
import { bucketDays, niceTicks } from "./scale.js";

const HEIGHT = 148;
const TOP = 8;
const MOST_BARS = 92;

/** Stacking order, from below. */
const SERIES = /** @type {const} */ ([
    { key: "ok", name: "OK requests" },
    { key: "failed", name: "Failed requests" },
    { key: "errors", name: "Errors" },
]);

/** @param {Bucket} bucket */
function bucketName(bucket) {
    return bucket.from === bucket.to ? shortDay(bucket.from) : `${shortDay(bucket.from)} – ${shortDay(bucket.to)}`;
}

/** @param {Bucket} bucket */
function told(bucket) {
    return `${bucketName(bucket)}: ${plural(bucket.requests, "request")}, ${count(bucket.failed)} failed, ${plural(bucket.errors, "error")}`;
}

/**
 * @param {Bucket[]} buckets
 * @param {string} captionID
 * @param {(text: string) => void} read
 */
function picture(buckets, captionID, read) {
    const { top, ticks } = niceTicks(Math.max(...buckets.map((bucket) => bucket.ok + bucket.failed + bucket.errors)));
    const y = (value) => TOP + (HEIGHT - TOP) * (1 - value / top);
    const step = 100 / buckets.length;
    const gap = buckets.length > 60 ? 0.12 : 0.24;
    const columns = buckets.map((bucket, index) => {
        const x = `${(index + gap / 2) * step}%`;
        const width = `${(1 - gap) * step}%`;
        let below = 0;
        const parts = SERIES.map(({ key }) => {
            const value = bucket[key];
            if (value === 0) return null;
            const edge = y(below);
            below += value;
            // A single failure must be seen beside a thousand good requests.
            const height = Math.max(edge - y(below), key === "ok" ? 1 : 3);
            return svg("rect", { class: `bar ${key}`, x, width, y: edge - height, height });
        });
        const name = told(bucket);
        return svg(
            "g",
            { class: "column", onpointerenter: () => read(name), onpointerleave: () => read("") },
            svg("title", null, name),
            svg("rect", { class: "hit", x: `${index * step}%`, width: `${step}%`, y: 0, height: HEIGHT }),
            parts,
        );
    });
    const grid = ticks.map((tick) => svg("line", { class: tick === 0 ? "axis" : "grid", x1: "0", x2: "100%", y1: y(tick), y2: y(tick) }));
    const hatch = svg("pattern", { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        svg("rect", { class: "hatch-ground", width: 5, height: 5 }), svg("rect", { class: "hatch-line", width: 2, height: 5 }));
    return h("div", { class: "plot" },
        h("div", { class: "plot-scale", "aria-hidden": "true" }, 
            svg("svg", { width: "100%", height: HEIGHT + 6 }, ticks.map((tick) => svg("text", { x: "100%", y: y(tick) + 4, "text-anchor": "end" }, count(tick))))),
        svg("svg", { class: "plot-area", role: "img", "aria-labelledby": captionID, width: "100%", height: HEIGHT + 1 },
            svg("defs", null, hatch), grid, columns),
        h("div", { class: "plot-days", "aria-hidden": "true" }, dayLabels(buckets)),
    );
}

/**
 * First, middle and last day.
 * @param {Bucket[]} buckets
 */
function dayLabels(buckets) {
    const places = buckets.length > 4 ? [0, Math.floor((buckets.length - 1) / 2), buckets.length - 1] : [0, buckets.length - 1];
    return [...new Set(places)].map((index) => h("span", null, shortDay(buckets[index].to)));
}

/**
 * @param {Day[]} days in time order
 * @param {string} what
 */
export function dailyBars(days, what) {
    const { size, buckets } = bucketDays(days, MOST_BARS);
    const caption = `${what} per ${size === 1 ? "day" : `${size} days`} (UTC)`;
    const captionID = "daily-caption";
    const readout = h("span", { class: "readout", "aria-hidden": "true" });
    return chartFigure({
        id: "daily-chart", caption, captionID, name: "chart", picture: "bar-chart-line", extra: readout,
        legend: SERIES.map(({ key, name }) => h("li", null, h("span", { class: `swatch ${key}`, "aria-hidden": "true" }), name)),
        chart: picture(buckets, captionID, (text) => { readout.textContent = text; }),
        table: tableBox(caption, ["Day (UTC)", "OK", "Failed", "Errors"], [...buckets].reverse().map((bucket) => h("tr", null,
            h("th", { scope: "row" }, bucketName(bucket)),
            SERIES.map(({ key }) => h("td", { class: "number" }, count(bucket[key]))))), (index) => index > 0),
    });
}
