/** One request's events along time. Each row is a `<details>`; the bar is a small SVG in per cent. */

import { append, data, h, icon, svg } from "../dom.js";
import { duration } from "../format.js";
import { describe } from "../journey.js";
import { eventDetails } from "../parts/event-row.js";
import { KIND_ICON, KIND_WORD, kindMark } from "../parts/states.js";
import { chartFigure, tableBox } from "./charts.js";
import { niceTicks, placeOnTrack, waterfallSpans } from "./scale.js";

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
