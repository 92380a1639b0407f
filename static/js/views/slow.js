/** A user's slow requests, newest first. */

import { data, h, svg, time } from "../dom.js";
import { duration } from "../format.js";
import { numberOf } from "../journey.js";
import { requestLink } from "../links.js";
import { feed, kept, mergeByUUID } from "../parts/feed.js";
import { kindMark } from "../parts/states.js";

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
        sheet: (rows) => ({ name: `slow requests ${tab.fileID()}`, columns: ["timestamp", "method", "endpoint", "duration_ms", "threshold_ms", "request_id", "uuid"], rows: rows.map((slow) => ({ ...slow })) }),
    });
}
