/** One event, and one request, as a row that opens below itself. */

import { append, button, data, h, icon, spoken, time } from "../dom.js";
import { copyButton } from "../export.js";
import { clip, count, duration, plural, printable, utc } from "../format.js";
import { describe, describeGroup } from "../journey.js";
import { requestLink } from "../links.js";
import { KIND_WORD, kindMark } from "./states.js";

const LONG = 600;

/** @param {unknown} value */
function valueNode(value) {
    if (value === null || value === undefined) return h("span", { class: "muted" }, "null");
    if (typeof value === "number" || typeof value === "boolean") return h("span", { class: "literal" }, String(value));
    const text = printable(typeof value === "string" ? value : JSON.stringify(value, null, 2));
    const isBlock = text.includes("\n") || typeof value === "object";
    const box = isBlock ? h("pre", { tabindex: "0" }, clip(text, LONG)) : h("bdi", null, clip(text, LONG));
    if (text.length <= LONG) return box;
    const more = button(`Show all ${count(text.length)} characters`, "", () => {
        box.textContent = text;
        more.remove();
    }, { class: "button quiet small" });
    return h("div", null, box, more);
}

/** @param {Record<string, unknown>} properties */
export function propertyTable(properties) {
    const entries = Object.entries(properties);
    if (entries.length === 0) return h("p", { class: "hint" }, "This event has no properties.");
    return h("dl", { class: "properties" }, entries.map(([key, value]) => h("div", null, h("dt", null, data(key, 120)), h("dd", null, valueNode(value)))));
}

/**
 * @param {CapturedEvent} event
 * @param {{linkRequest?: boolean}} options
 * @returns {Child[]}
 */
export function eventDetails(event, { linkRequest = true } = {}) {
    const requestID = event.properties.request_id;
    return [
        h("p", { class: "row-facts" }, h("span", null, utc(event.timestamp)), h("span", null, "as ", data(event.distinct_id, 80, "mono"))),
        propertyTable(event.properties),
        h("div", { class: "actions" },
            linkRequest && typeof requestID === "string" && requestID !== "" && h("a", { class: "button", href: requestLink(requestID) }, icon("bar-chart-steps"), h("span", null, "Open request")),
            copyButton("Copy JSON", () => JSON.stringify(event, null, 2))),
    ];
}

/**
 * @param {Description} told
 * @param {number} events
 */
function tags(told, events) {
    const word = told.kind === "ok" || told.kind === "event" ? "" : `${KIND_WORD[told.kind]} `;
    return h("span", { class: "row-meta" },
        word !== "" || told.status !== null ? h("span", { class: `tag ${told.kind}` }, `${word}${told.status ?? ""}`.trim()) : h("span"),
        h("span", { class: "number" }, told.durationMs !== null && duration(told.durationMs)),
        h("span", { class: "muted" }, events > 1 && plural(events, "event")));
}

/**
 * @param {{kind: Kind, at: Node, title: Node, note: string, meta: Node, body: () => Child[]}} content
 */
export function openingRow({ kind, at, title, note, meta, body }) {
    const holder = h("div", { class: "row-body" });
    const details = h("details", {
        ontoggle: () => { if (details.open && !holder.hasChildNodes()) append(holder, body()); },
    },
    h("summary", { class: "row-head", "data-row": "" },
        h("span", { class: "row-time" }, at), kindMark(kind),
        h("span", { class: "row-text" }, h("span", { class: "row-title" }, title), note !== "" && h("span", { class: "row-note" }, data(note, 200))),
        meta, icon("chevron-right", "chevron")),
    holder);
    return h("li", { class: "row", "data-item": "", "data-kind": kind }, details);
}

/**
 * @param {CapturedEvent} event
 * @param {"clock"|"full"} [form] of its time
 */
export function eventRow(event, form = "full") {
    const told = describe(event);
    const isNamed = told.title === printable(event.event);
    return openingRow({
        kind: told.kind,
        at: time(event.timestamp, form),
        title: data(told.title, 240),
        note: isNamed ? told.note : [printable(event.event), told.note].filter(Boolean).join(" · "),
        meta: tags(told, 1),
        body: () => eventDetails(event),
    });
}

/**
 * A request with the events it is made of; an event without a request id is a row like any other.
 * @param {JourneyGroup} group
 */
export function groupRow(group) {
    if (group.request_id === null && group.events.length === 1) return eventRow(group.events[0], "clock");
    const told = describeGroup(group);
    const id = group.request_id;
    return openingRow({
        kind: told.kind,
        at: time(group.start_time, "clock"),
        title: data(told.title, 240),
        note: told.note,
        meta: tags(told, group.event_count),
        body: () => [
            h("p", { class: "row-facts" }, h("span", null, utc(group.start_time)), id !== null && h("span", null, "request ", data(id, 80, "mono"))),
            h("ol", { class: "steps" }, group.events.map((event) => {
                const one = describe(event);
                const name = printable(event.event);
                const more = [one.title === name ? "" : one.title, one.note].filter(Boolean).join(" · ");
                return h("li", null,
                    h("span", { class: "step-offset" }, `+${duration(event.offset_ms ?? 0)}`), kindMark(one.kind),
                    h("span", { class: "step-text" }, data(name, 80, "strong"), " ", data(more, 300)),
                    h("span", { class: "row-meta" }, one.status !== null && h("span", { class: `tag ${one.kind}` }, String(one.status)), one.durationMs !== null && h("span", { class: "number" }, duration(one.durationMs))),
                    h("details", { class: "step-more" }, h("summary", null, "Properties", spoken(` of ${clip(name, 60)}`)), propertyTable(event.properties)));
            })),
            h("div", { class: "actions" },
                id !== null && h("a", { class: "button", href: requestLink(id) }, icon("bar-chart-steps"), h("span", null, "Open request")),
                copyButton("Copy JSON", () => JSON.stringify(group, null, 2))),
        ],
    });
}
