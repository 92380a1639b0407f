/** A user's journey: requests and lone events, grouped into sessions, newest first. */

import { h, icon } from "../dom.js";
import { count, duration, hourMinute, plural, weekdayDate } from "../format.js";
import { describe, describeGroup, mergeGroups, sessionsOf } from "../journey.js";
import { groupRow } from "../parts/event-row.js";
import { feed, kept } from "../parts/feed.js";
import { JOURNEY_MAXIMUM_DAYS } from "../period.js";
import { addressWith } from "../router.js";

const PAGE = 200;

/** @param {Tab} tab */
export function timelineTab(tab) {
    const days = Math.min(tab.days, JOURNEY_MAXIMUM_DAYS);
    const isOnlyProblems = tab.params.get("only") === "problems";
    let gap = 30;
    const row = kept(
        (group) => group.request_id ?? group.events[0]?.uuid ?? group.start_time,
        (group) => group.event_count,
        groupRow,
    );
    const wanted = (groups) =>
        isOnlyProblems ? groups.filter((group) => ["error", "failed", "slow"].includes(describeGroup(group).kind)) : groups;
    return feed({
        holder: tab.holder,
        what: "entry",
        many: "entries",
        path: "/api/analytics/user/journey",
        query: (cursor) => ({ ...tab.subject, days, limit: PAGE, cursor }),
        read: (body) => ({ rows: body.events, total: null, next: body.next_cursor }),
        onPage: (body) => { gap = body.session_gap_minutes ?? gap; },
        merge: (known, page) => mergeGroups(known, page),
        hasProblems: true,
        canFollow: true,
        filters: [h("a", { class: "button toggle", href: addressWith({ only: isOnlyProblems ? null : "problems" }), "aria-current": isOnlyProblems ? "true" : null }, icon("exclamation-octagon-fill"), h("span", null, "Problems only"))],
        note: () => (tab.days > JOURNEY_MAXIMUM_DAYS ? `The timeline reaches back ${JOURNEY_MAXIMUM_DAYS} days; the figures above cover ${tab.days}. Older events are under Events.` : ""),
        empty: () => tab.empty("journey"),
        render: (groups) => {
            const shown = sessionsOf(wanted(groups), gap);
            if (shown.length === 0) return h("p", { class: "note" }, "Nothing went wrong in the entries loaded so far.");
            return h("div", { class: "sessions" }, shown.map((session) => {
                const length = Date.parse(session.end) - Date.parse(session.start);
                const facts = [
                    length >= 1000 ? duration(length) : "",
                    session.requests > 0 ? plural(session.requests, "request") : "",
                    session.failed > 0 ? `${count(session.failed)} failed` : "",
                    session.errors > 0 ? plural(session.errors, "error") : "",
                ].filter(Boolean);
                return h("section", { class: "session" },
                    h("h2", { class: "session-head" }, h("span", { class: "session-when" }, `${weekdayDate(session.start)}, ${hourMinute(session.start)}${length >= 60_000 ? ` – ${hourMinute(session.end)}` : ""}`), h("span", { class: "muted" }, facts.join(" · "))),
                    h("ol", { class: "rows rail" }, session.groups.map(row)));
            }));
        },
        sheet: (groups) => ({
            name: `journey ${tab.shareID}`,
            columns: ["timestamp", "request_id", "offset_ms", "event", "kind", "what", "status_code", "duration_ms", "distinct_id", "uuid", "properties"],
            rows: wanted(groups).flatMap((group) => group.events.map((event) => {
                const told = describe(event);
                return {
                    timestamp: event.timestamp, request_id: group.request_id, offset_ms: event.offset_ms, event: event.event, kind: told.kind, what: told.title,
                    status_code: told.status, duration_ms: told.durationMs, distinct_id: event.distinct_id, uuid: event.uuid, properties: event.properties,
                };
            })),
        }),
    });
}
