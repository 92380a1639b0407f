/** A user's errors: grouped by what they have in common, or flat in time order. */

import { copyButton } from "../export.js";
import { data, h, icon, time } from "../dom.js";
import { clip, count, plural, printable, utc } from "../format.js";
import { requestLink } from "../links.js";
import { openingRow, propertyTable } from "../parts/event-row.js";
import { feed, kept, mergeByUUID } from "../parts/feed.js";
import { addressWith } from "../router.js";

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
            ? { name: `errors ${tab.fileID()}`, columns: ["timestamp", "event", "error_type", "exception_type", "error_message", "method", "endpoint", "status_code", "request_id", "fingerprint", "uuid", "traceback"], rows: errors.map((entry) => ({ ...entry })) }
            : { name: `error groups ${tab.fileID()}`, columns: ["fingerprint", "error_type", "message", "endpoint", "count", "other_users", "first_seen", "last_seen"], rows: groups.map((group) => ({ ...group })) }),
    });
}
