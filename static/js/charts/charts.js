/** The charts: a figure with the same numbers as a table beside it, bars for each day, a ranking, and the waterfall of a request. */

import { append, data, h, icon, svg } from "../dom.js";
import { count, duration, plural, shortDay } from "../format.js";
import { describe } from "../journey.js";
import { eventDetails } from "../parts/event-row.js";
import { KIND_ICON, KIND_WORD, kindMark } from "../parts/states.js";
import { bucketDays, niceTicks, placeOnTrack, waterfallSpans } from "./scale.js";

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
function chartFigure({ id, caption, captionID, legend, chart, table, name, picture, extra, hint }) {
    const label = h("span", null, "Show as table");
    table.hidden = true;
    const toggle = h("button", {
        type: "button", class: "button quiet", "data-key": "t", "aria-keyshortcuts": "t",
        onclick: () => {
            table.hidden = !table.hidden;
            chart.hidden = !table.hidden;
            label.textContent = table.hidden ? "Show as table" : `Show as ${name}`;
            toggle.querySelector("svg")?.replaceWith(icon(table.hidden ? "table" : picture));
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

// One request's events along time. Each row is a `<details>`; the bar is a small SVG in per cent.

/**
 * @param {number} from
 * @param {number} to
 */
function axis(from, to) {
    const { ticks } = niceTicks(to - from);
    const shown = ticks.map((tick) => tick + from).filter((tick) => tick <= to);
    return h("div", { class: "fall-row fall-axis", "aria-hidden": "true" },
        h("span", null, "Event"),
        svg("svg", { class: "fall-track", width: "100%", height: 16 }, shown.map((tick) => {
            const x = ((tick - from) / (to - from)) * 100;
            return svg("text", { x: `${x}%`, y: 12, "text-anchor": x < 4 ? "start" : x > 92 ? "end" : "middle" }, duration(tick - from));
        })),
        h("span", { class: "fall-number" }, "Took"));
}

/** @param {CapturedEvent[]} events in time order */
export function waterfall(events) {
    const told = events.map(describe);
    const { from, to, spans } = waterfallSpans(events.map((event, index) => ({ offsetMs: event.offset_ms ?? 0, durationMs: told[index].durationMs })));
    const rows = events.map((event, index) => {
        const one = told[index];
        const span = spans[index];
        const { x, width } = placeOnTrack(span, from, to);
        const starts = duration(span.start - from);
        const words = `starts at ${starts}${span.isPoint ? "" : `, takes ${duration(one.durationMs)}`}`;
        const track = svg("svg", { class: `fall-track bar-${one.kind}`, role: "img", "aria-label": words, width: "100%", height: 20 },
            svg("line", { class: "grid", x1: 0, x2: "100%", y1: 10, y2: 10 }),
            span.isPoint
                ? svg("circle", { class: "mark", cx: `${Math.min(99, Math.max(1, x))}%`, cy: 10, r: 4.5 })
                : svg("rect", { class: "mark", x: `${x}%`, width: `${width}%`, y: 4, height: 12, rx: 2 }));
        const body = h("div", { class: "row-body" });
        const details = h("details", {
            ontoggle: () => { if (details.open && !body.hasChildNodes()) append(body, eventDetails(event, { linkRequest: false })); },
        },
        h("summary", { class: "fall-row", "data-row": "" },
            h("span", { class: "fall-name" }, kindMark(one.kind), h("span", { class: "fall-title" }, data(event.event === "api_request" ? one.title : event.event, 120, "strong"),
                h("span", { class: "muted" }, data(event.event === "api_request" ? one.note || "api_request" : one.title === event.event ? one.note : one.title, 160)))),
            track,
            h("span", { class: "fall-number" }, one.status !== null && h("span", { class: `tag ${one.kind}` }, String(one.status)), span.isPoint ? h("span", { class: "muted" }, `at ${starts}`) : duration(one.durationMs)),
            icon("chevron-right", "chevron")),
        body);
        return h("li", { "data-item": "", "data-kind": one.kind }, details);
    });
    const chart = h("div", { class: "fall" }, axis(from, to), h("ol", { class: "fall-rows" }, rows));
    const caption = "Events of this request along time";
    return chartFigure({
        id: "waterfall", caption, captionID: "waterfall-caption", chart, name: "waterfall", picture: "bar-chart-steps",
        legend: [...new Set(told.map((one) => one.kind))].filter((kind) => kind !== "event").map((kind) => h("li", { class: `kind ${kind}` }, icon(KIND_ICON[kind]), KIND_WORD[kind])),
        table: tableBox(caption, ["Event", "What", "Starts at", "Took", "Status", "Result"], events.map((event, index) => h("tr", null,
            h("th", { scope: "row" }, data(event.event, 80)),
            h("td", null, data([told[index].title, told[index].note].filter((part) => part && part !== event.event).join(" · "), 200)),
            h("td", { class: "number" }, duration(spans[index].start - from)),
            h("td", { class: "number" }, duration(told[index].durationMs)),
            h("td", { class: "number" }, told[index].status === null ? "–" : String(told[index].status)),
            h("td", null, KIND_WORD[told[index].kind]))), (index) => index > 1 && index < 5),
        hint: h("p", { class: "hint" }, "An event is recorded when its work is done: a bar ends there and reaches back by the time it took."),
    });
}
