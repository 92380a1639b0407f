/** The tabs of a user's page beside the timeline: its events, and those whose files are loaded when they are first opened. */

import { button, h } from "../dom.js";
import { NOT_LOADED, userErrors, userFlags, userSlow } from "../later.js";
import { eventRow } from "../parts/event-row.js";
import { feed, kept, mergeByUUID } from "../parts/feed.js";
import { problemPanel, skeleton } from "../parts/states.js";
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
            name: `events ${tab.fileID()}`,
            columns: ["timestamp", "event", "distinct_id", "uuid", "properties"],
            rows: events.map(({ timestamp, event, distinct_id, uuid, properties }) => ({ timestamp, event, distinct_id, uuid, properties })),
        }),
    });
}

/**
 * A tab whose file is loaded when it is first opened.
 * @param {() => Promise<(tab: Tab) => () => void>} load
 * @param {string} what
 * @returns {(tab: Tab) => () => void}
 */
function later(load, what) {
    /** @type {((tab: Tab) => () => void)|null} */
    let known = null;
    return (tab) => {
        if (known) return known(tab);
        let close = () => {};
        let isClosed = false;
        tab.holder.replaceChildren(skeleton(6, `Loading ${what}`));
        load().then((show) => {
            known = show;
            if (!isClosed) close = show(tab);
        }, () => { if (!isClosed) tab.holder.replaceChildren(problemPanel(NOT_LOADED, () => location.reload())); });
        return () => {
            isClosed = true;
            close();
        };
    };
}

export const errorsTab = later(userErrors, "errors");
export const slowTab = later(userSlow, "slow requests");
export const flagsTab = later(userFlags, "flags");
