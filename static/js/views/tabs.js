/** The tabs of a user's page but for the timeline. Each is a feed over one route; together in one file because they are built alike. */

import { copyButton } from "../export.js";
import { button, data, h, icon, svg, time } from "../dom.js";
import { clip, count, duration, plural, printable, utc } from "../format.js";
import { numberOf } from "../journey.js";
import { NOT_LOADED, userFlags } from "../later.js";
import { requestLink } from "../links.js";
import { eventRow, openingRow, propertyTable } from "../parts/event-row.js";
import { feed, kept, mergeByUUID } from "../parts/feed.js";
import { kindMark, problemPanel, skeleton } from "../parts/states.js";
import { addressWith, navigate } from "../router.js";

// All events of a user, newest first, optionally of one name.

/** @param {Tab} tab */
export function eventsTab(tab) {
    const name = tab.params.get("event") ?? "";
    const names = h("datalist", { id: "event-names" });
    /** @type {Set<string>} */
    const known = new Set();
    const learn = (events) => {
        for (const event of events) {
            if (known.has(event.event) || known.size >= 100) continue;
            known.add(event.event);
            names.append(h("option", { value: event.event }));
        }
    };
    void tab.activity.then((activity) => learn(activity.timeline), () => {});
    const input = h("input", { id: "event-name", type: "search", list: "event-names", placeholder: "All events", value: name, autocomplete: "off", spellcheck: "false", "aria-label": "Event name", onchange: () => apply() });
    const apply = () => {
        const wanted = input.value.trim();
        if (wanted !== name) navigate(addressWith({ event: wanted === "" ? null : wanted }));
    };
    const form = h("form", { class: "filter", onsubmit: (event) => { event.preventDefault(); apply(); } }, input, names, name !== "" && button("Clear", "", () => navigate(addressWith({ event: null })), { class: "button quiet" }));
    const row = kept((event) => event.uuid, () => 0, (event) => eventRow(event));
    return feed({
        holder: tab.holder,
        what: "event",
        path: "/api/analytics/user/events",
        query: (cursor) => ({ ...tab.subject, days: tab.days, limit: 100, event_type: name || null, cursor }),
        read: (body) => ({ rows: /** @type {CapturedEvent[]} */ (body.events), total: body.total, next: body.next_cursor }),
        onPage: (body) => learn(body.events),
        merge: (known, page) => mergeByUUID(known, page),
        hasProblems: true,
        canFollow: true,
        filters: [form],
        empty: () => tab.empty(name === "" ? "events" : `events named “${name}”`),
        render: (events) => h("ol", { class: "rows wide-time" }, events.map(row)),
        sheet: (events) => ({
            name: `events ${tab.shareID}`,
            columns: ["timestamp", "event", "distinct_id", "uuid", "properties"],
            rows: events.map(({ timestamp, event, distinct_id, uuid, properties }) => ({ timestamp, event, distinct_id, uuid, properties })),
        }),
    });
}

// A user's errors: grouped by what they have in common, or flat in time order.

/** @param {unknown} trace text, or a stack as PostHog's SDKs send it */
function stackTrace(trace) {
    if (!trace) return null;
    const text = printable(typeof trace === "string" ? trace : JSON.stringify(trace, null, 2));
    return h("pre", { class: "trace", tabindex: "0", role: "region", "aria-label": "Traceback" }, clip(text, 20_000));
}

/** @param {ErrorEntry} entry */
function headline(entry) {
    const type = entry.exception_type ?? entry.error_type ?? entry.event;
    return entry.error_message ? `${type}: ${entry.error_message}` : type;
}

/** @param {ErrorEntry} entry */
function whereOf(entry) {
    return [entry.method, entry.endpoint].filter(Boolean).join(" ");
}

/** @param {string|null} id */
function requestButton(id) {
    return id ? h("a", { class: "button", href: requestLink(id) }, icon("bar-chart-steps"), h("span", null, "Open request")) : null;
}

/** @param {ErrorEntry} entry */
function errorRow(entry) {
    return openingRow({
        kind: "error",
        at: time(entry.timestamp),
        title: data(headline(entry), 240),
        note: printable(whereOf(entry)),
        meta: h("span", { class: "row-meta" }, h("span", { class: "tag error" }, `Error ${entry.status_code ?? ""}`.trim())),
        body: () => {
            const { traceback, uuid, ...fields } = entry;
            return [
                h("p", { class: "row-facts" }, h("span", null, utc(entry.timestamp)), h("span", null, "fingerprint ", data(entry.fingerprint, 40, "mono"))),
                stackTrace(traceback),
                propertyTable(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))),
                h("div", { class: "actions" }, requestButton(entry.request_id), copyButton("Copy JSON", () => JSON.stringify(entry, null, 2))),
            ];
        },
    });
}

/** @param {ErrorGroup} group */
function others(group) {
    return group.other_users > 0 ? `and ${plural(group.other_users, "other user")}` : "only this user";
}

/**
 * @param {ErrorGroup} group
 * @param {ErrorEntry[]} loaded
 */
function errorGroupRow(group, loaded) {
    return openingRow({
        kind: "error",
        at: h("span", { class: "times" }, `${count(group.count)} ×`),
        title: h("span", null, data(group.error_type ?? "error", 60, "strong"), group.message ? ": " : "", data(group.message, 240)),
        note: printable(group.endpoint ?? ""),
        meta: h("span", { class: "row-meta" }, h("span", { class: group.other_users > 0 ? "tag spread" : "tag" }, icon(group.other_users > 0 ? "people-fill" : "person-fill"), others(group)), h("span", { class: "muted" }, "last ", time(group.last_seen, "ago"))),
        body: () => {
            const entries = loaded.filter((entry) => entry.fingerprint === group.fingerprint);
            const trace = entries.find((entry) => entry.traceback)?.traceback;
            return [
                h("p", { class: "row-facts" }, h("span", null, "first ", time(group.first_seen)), h("span", null, "last ", time(group.last_seen)), h("span", null, "fingerprint ", data(group.fingerprint, 40, "mono"))),
                h("p", null, group.other_users > 0 ? `${plural(group.other_users, "other user")} met this error in the same window, so it is not only this person's.` : "Nobody else met this error in the same window."),
                stackTrace(trace),
                h("ul", { class: "occurrences" }, entries.slice(0, 20).map((entry) => h("li", null, time(entry.timestamp), entry.status_code !== null && h("span", { class: "tag error" }, String(entry.status_code)), entry.request_id ? h("a", { href: requestLink(entry.request_id) }, "request ", data(entry.request_id, 8, "mono")) : h("span", { class: "muted" }, "no request id")))),
                entries.length < group.count || entries.length > 20 ? h("p", { class: "hint" }, `The newest ${count(Math.min(20, entries.length))} of ${count(group.count)}.`) : null,
            ];
        },
    });
}

/** @param {Tab} tab */
export function errorsTab(tab) {
    const isFlat = tab.params.get("view") === "flat";
    /** @type {ErrorGroup[]} */
    let groups = [];
    const row = kept((entry) => entry.uuid, () => 0, errorRow);
    const choice = (label, isThis, view) => h("a", { href: addressWith({ view }), "aria-current": isThis ? "true" : null }, label);
    return feed({
        holder: tab.holder,
        what: "error",
        path: "/api/analytics/user/errors",
        query: (cursor) => ({ ...tab.subject, days: tab.days, limit: isFlat ? 50 : 200, cursor }),
        read: (body) => ({ rows: /** @type {ErrorEntry[]} */ (body.errors), total: body.total_errors, next: body.next_cursor }),
        onPage: (body) => { groups = body.groups; },
        merge: (known, page) => mergeByUUID(known, page),
        hasProblems: true,
        filters: [h("nav", { class: "segments", "aria-label": "Errors" }, choice("Grouped", !isFlat, null), choice("In time order", isFlat, "flat"))],
        empty: () => tab.empty("errors"),
        render: (errors) => (isFlat ? h("ol", { class: "rows wide-time" }, errors.map(row)) : h("ol", { class: "rows groups" }, groups.map((group) => errorGroupRow(group, errors)))),
        sheet: (errors) => (isFlat
            ? { name: `errors ${tab.shareID}`, columns: ["timestamp", "event", "error_type", "exception_type", "error_message", "method", "endpoint", "status_code", "request_id", "fingerprint", "uuid", "traceback"], rows: errors.map((entry) => ({ ...entry })) }
            : { name: `error groups ${tab.shareID}`, columns: ["fingerprint", "error_type", "message", "endpoint", "count", "other_users", "first_seen", "last_seen"], rows: groups.map((group) => ({ ...group })) }),
    });
}

// A user's slow requests, newest first.

/** @param {SlowRequest} slow */
function slowRow(slow) {
    const limit = numberOf(slow.threshold_ms);
    const times = slow.duration_ms !== null && limit !== null && limit > 0 ? slow.duration_ms / limit : null;
    const share = times !== null && times > 1 ? 1 / times : 1;
    const title = h("span", { class: "row-title" }, data([slow.method, slow.endpoint].filter(Boolean).join(" ") || "request", 240));
    const bar = svg("svg", { class: "over-bar", width: "100%", height: 6, "aria-hidden": "true" },
        svg("rect", { class: "within", width: `${share * 100}%`, height: 6 }), svg("rect", { class: "over", x: `${share * 100}%`, width: `${(1 - share) * 100}%`, height: 6 }));
    const content = [
        h("span", { class: "row-time" }, time(slow.timestamp)), kindMark("slow"),
        h("span", { class: "row-text" }, title, times !== null && h("span", { class: "row-note" }, `${times.toFixed(times < 1.05 ? 2 : 1)} × the limit of ${duration(limit)}`)),
        h("span", { class: "row-meta over" }, bar, h("span", { class: "tag slow" }, `Slow ${duration(slow.duration_ms)}`)),
    ];
    return h("li", { class: "row", "data-item": "", "data-kind": "slow" },
        slow.request_id ? h("a", { class: "row-head", "data-row": "", href: requestLink(slow.request_id) }, content) : h("div", { class: "row-head", "data-row": "", tabindex: "-1" }, content));
}

/** @param {Tab} tab */
export function slowTab(tab) {
    const row = kept((slow) => slow.uuid, () => 0, slowRow);
    return feed({
        holder: tab.holder,
        what: "slow request",
        path: "/api/analytics/user/slow-requests",
        query: (cursor) => ({ ...tab.subject, days: tab.days, limit: 100, cursor }),
        read: (body) => ({ rows: /** @type {SlowRequest[]} */ (body.slow_requests), total: body.total_slow_requests, next: body.next_cursor }),
        merge: (known, page) => mergeByUUID(known, page),
        empty: () => tab.empty("slow requests"),
        render: (rows) => h("ol", { class: "rows wide-time" }, rows.map(row)),
        sheet: (rows) => ({ name: `slow requests ${tab.shareID}`, columns: ["timestamp", "method", "endpoint", "duration_ms", "threshold_ms", "request_id", "uuid"], rows: rows.map((slow) => ({ ...slow })) }),
    });
}

// A user's flags, loaded with the other views of flags.

/** @param {Tab} tab */
export function flagsTab(tab) {
    let close = () => {};
    let isClosed = false;
    tab.holder.replaceChildren(skeleton(6, "Loading flags"));
    userFlags().then((show) => { if (!isClosed) close = show(tab); }, () => tab.holder.replaceChildren(problemPanel(NOT_LOADED, () => location.reload())));
    return () => {
        isClosed = true;
        close();
    };
}
