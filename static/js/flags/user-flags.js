/** The flags a user got, by which rule, and what they would get now. */

import { get, isAbort, problemOf } from "../api.js";
import { data, fill, h, icon, time } from "../dom.js";
import { exportButtons } from "../export.js";
import { count, plural, printable } from "../format.js";
import { flagLink } from "../links.js";
import { problemPanel, skeleton } from "../parts/states.js";
import { outcomeWords, reasonWords } from "./outcome-words.js";

/** @param {UserFlag} flag */
function nowOf(flag) {
    if (!flag.current) return null;
    return flag.current.enabled ? flag.current.variant ?? true : false;
}

const COLUMNS = ["Flag", "Got", "Because", "Times", "Last", "Would get now"];

/** @param {UserFlag} flag */
function row(flag) {
    const now = nowOf(flag);
    /** @param {number} column @param {string|null} look @param {...Child} children */
    const cell = (column, look, ...children) => h("td", { class: look, "data-column": COLUMNS[column] }, h("div", null, children.flat()));
    const differs = now !== null && String(now) !== String(flag.response);
    return h("tr", { "data-item": "" },
        h("th", { scope: "row" }, flag.exists ? h("a", { href: flagLink(flag.key), "data-row": "" }, data(flag.key, 80, "mono")) : h("span", null, data(flag.key, 80, "mono"), " ", h("span", { class: "tag failed" }, "no such flag"))),
        cell(1, null, h("span", { class: "strong" }, data(outcomeWords(flag.response), 60)), flag.version !== null && h("span", { class: "fact-more" }, `version ${flag.version}`)),
        cell(2, "wrap", flag.reason ? data(reasonWords(flag.reason), 120) : h("span", { class: "muted" }, "not told")),
        cell(3, "number", count(flag.calls || flag.events)),
        cell(4, null, time(flag.last_seen, "ago")),
        cell(5, "wrap", flag.current ? [h("span", { class: differs ? "kind slow" : "strong" }, differs && icon("exclamation-triangle-fill"), data(outcomeWords(now), 60)), h("span", { class: "fact-more" }, printable(flag.current.reason.description))] : h("span", { class: "muted" }, "–")));
}

/** @param {Tab} tab */
export function userFlagsTab(tab) {
    const ending = new AbortController();
    /** @type {UserFlag[]} */
    let flags = [];
    const body = h("div", { class: "feed-list" }, skeleton(6, "Loading flags"));
    const exports = exportButtons(() => ({ name: `flags ${tab.fileID()}`, columns: ["key", "response", "reason", "version", "calls", "events", "first_seen", "last_seen", "now", "now_reason"], rows: flags.map((flag) => ({ ...flag, now: nowOf(flag), now_reason: flag.current?.reason.description ?? null })) }));
    for (const one of exports) one.disabled = true;
    const load = async () => {
        body.replaceChildren(skeleton(6, "Loading flags"));
        try {
            const answer = await get("/api/analytics/user/flags", { ...tab.subject, days: tab.days }, ending.signal);
            flags = answer.flags;
            for (const one of exports) one.disabled = flags.length === 0;
            if (flags.length === 0) return fill(body, tab.empty("flags"));
            fill(body, answer.complete === false && h("p", { class: "note" }, "Not all of this user's events could be looked at."),
                h("div", { class: "table-box tall", tabindex: "0", role: "region", "aria-label": "Flags of this user" }, h("table", { class: "data-table stacked" },
                    h("thead", null, h("tr", null, COLUMNS.map((name, index) => h("th", { scope: "col", class: index === 3 ? "number" : null }, name)))),
                    h("tbody", null, flags.map(row)))),
                h("div", { class: "feed-foot" }, h("span", { class: "muted" }, plural(flags.length, "flag"))));
        } catch (error) {
            if (!isAbort(error)) fill(body, problemPanel(problemOf(error), () => void load()));
        }
        return undefined;
    };
    tab.holder.replaceChildren(h("div", { class: "toolbar" }, h("div", { class: "toolbar-start" }, h("p", { class: "hint" }, "What this user was given, and what the flag would give now.")), h("div", { class: "toolbar-end" }, exports)), body);
    void load();
    return () => ending.abort();
}
