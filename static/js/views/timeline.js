/** A user's journey: requests and lone events, grouped into sessions, newest first. */

import { h, icon } from "../dom.js";
import { count, duration, plural, span } from "../format.js";
import { daysOf, describe, isProblem, mergeGroups, sessionsOf, within } from "../journey.js";
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
    const fits = (group) => !isOnlyProblems || isProblem(group);
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
        found: isOnlyProblems ? (groups) => plural(groups.filter(isProblem).length, "problem") : undefined,
        filters: [h("a", { class: "button toggle", href: addressWith({ only: isOnlyProblems ? null : "problems" }), "aria-current": isOnlyProblems ? "true" : null }, icon("exclamation-octagon-fill"), h("span", null, "Problems only"))],
        note: () => (tab.days > JOURNEY_MAXIMUM_DAYS ? `The timeline reaches back ${JOURNEY_MAXIMUM_DAYS} days; the figures above cover ${tab.days}. Older events are under Events.` : ""),
        empty: () => tab.empty("entries", days),
        render: (groups) => {
            const shown = within(sessionsOf(groups, gap), fits);
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
                    h("h2", { class: "session-head" }, h("span", { class: "session-when" }, span(session.start, session.end)), h("span", { class: "muted" }, facts.join(" · "))),
                    daysOf(session).flatMap(({ day, groups }) => [day !== "" && h("h3", { class: "day" }, day), h("ol", { class: "rows rail" }, groups.map(row))]));
            }));
        },
        sheet: (groups) => ({
            name: `journey ${tab.fileID()}`,
            columns: ["timestamp", "request_id", "offset_ms", "event", "kind", "what", "status_code", "duration_ms", "distinct_id", "uuid", "properties"],
            rows: groups.filter(fits).flatMap((group) => group.events.map((event) => {
                const told = describe(event);
                return {
                    timestamp: event.timestamp, request_id: group.request_id, offset_ms: event.offset_ms, event: event.event, kind: told.kind, what: told.title,
                    status_code: told.status, duration_ms: told.durationMs, distinct_id: event.distinct_id, uuid: event.uuid, properties: event.properties,
                };
            })),
        }),
    });
}
