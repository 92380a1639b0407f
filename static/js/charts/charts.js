/** The charts: a figure with the same numbers as a table beside it, bars for each day, and a ranking. */

import { data, h, icon, svg } from "../dom.js";
import { count, plural, shortDay } from "../format.js";
import { bucketDays, niceTicks } from "./scale.js";

/**
 * @param {string} label of the scrolling region
 * @param {string[]} columns
 * @param {Element[]} lines table rows
 * @param {(index: number) => boolean} isNumber which columns hold numbers
 * @param {string} [extra] class
 */
export function tableBox(label, columns, lines, isNumber, extra = "") {
    return h("div", { class: `table-box ${extra}`.trim(), tabindex: "0", role: "region", "aria-label": label },
        h("table", { class: "data-table" },
            h("thead", null, h("tr", null, columns.map((name, index) => h("th", { scope: "col", class: isNumber(index) ? "number" : null }, name)))),
            h("tbody", null, lines)));
}

/**
 * @param {{id: string, caption: string, captionID: string, legend: Element[], chart: HTMLElement, table: HTMLElement, name: string, picture: string, extra?: Child, hint?: Child}} content
 *   `name` and `picture` are the word and the icon of the way back from the table
 */
export function chartFigure({ id, caption, captionID, legend, chart, table, name, picture, extra, hint }) {
    const label = h("span", null, "Show as table");
    table.hidden = true;
    const toggle = h("button", {
        type: "button", class: "button quiet", "data-key": "t", "aria-keyshortcuts": "t",
        onclick: () => {
            const holdsFocus = [table, chart].some((one) => one.contains(document.activeElement));
            table.hidden = !table.hidden;
            chart.hidden = !table.hidden;
            label.textContent = table.hidden ? "Show as table" : `Show as ${name}`;
            toggle.querySelector("svg")?.replaceWith(icon(table.hidden ? "table" : picture));
            if (holdsFocus) toggle.focus({ preventScroll: true });
        },
    }, icon("table"), label);
    return h("figure", { class: "chart", id },
        h("div", { class: "chart-head" }, h("figcaption", { id: captionID }, caption), extra, h("ul", { class: "legend" }, legend), toggle),
        h("div", { class: "chart-body" }, chart, table),
        hint);
}

/**
 * A short list with a bar under each line; its number stands beside it.
 * @param {string} title
 * @param {[string, number, string?][]} entries name, value, and the value's text if it is not a count
 * @param {string} [extra] class
 */
export function ranking(title, entries, extra = "") {
    const highest = Math.max(1, ...entries.map(([, value]) => value));
    return h("section", { class: `ranking ${extra}`.trim() },
        h("h2", { class: "side-title" }, title),
        h("ol", null, entries.map(([name, value, text]) => h("li", null,
            h("span", { class: "ranking-line" }, data(name, 80), h("span", { class: "number" }, text ?? count(value))),
            svg("svg", { class: "ranking-bar", width: "100%", height: 3, "aria-hidden": "true" },
                svg("rect", { class: "track", width: "100%", height: 3, rx: 1.5 }),
                svg("rect", { class: "fill", width: `${(value / highest) * 100}%`, height: 3, rx: 1.5 }))))));
}

// Stacked bars per day: requests that went well, that failed, and errors. Drawn in per cent, so it needs no measuring.

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
