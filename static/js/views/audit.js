/** Who looked at whom. */

import { data, h, icon, time } from "../dom.js";
import { userLink } from "../links.js";
import { tableBox } from "../charts/charts.js";
import { feed } from "../parts/feed.js";
import { emptyPanel } from "../parts/states.js";

const COLUMNS = ["Time", "Who", "Action", "User", "Outcome", "Address", "Request id"];

/** @param {AuditEntry} entry */
function line(entry) {
    const isAllowed = entry.outcome === "allowed";
    return h("tr", { "data-item": "" },
        h("th", { scope: "row" }, time(entry.timestamp)),
        h("td", null, data(entry.actor, 60)),
        h("td", null, data(entry.action, 60, "mono")),
        h("td", null, entry.target_user_id ? h("a", { href: userLink(entry.target_user_id), "data-row": "" }, data(entry.target_user_id, 60)) : entry.target_person_id ? data(entry.target_person_id, 60, "mono") : h("span", { class: "muted" }, "–")),
        h("td", null, h("span", { class: `kind ${isAllowed ? "ok" : "failed"}` }, icon(isAllowed ? "check-circle-fill" : "x-circle-fill"), " ", data(entry.outcome, 30))),
        h("td", null, data(entry.client_address, 60, "mono")),
        h("td", null, data(entry.request_id, 36, "mono")));
}

export function auditView() {
    const holder = h("div", { class: "feed" });
    const close = feed({
        holder,
        what: "entry",
        many: "entries",
        path: "/api/audit",
        query: (cursor) => ({ limit: 100, cursor }),
        read: (body) => ({ rows: /** @type {AuditEntry[]} */ (body.entries), total: null, next: body.next_cursor }),
        empty: () => emptyPanel({ title: "No lookup has been recorded", text: "Every lookup of a user is written here: who, whom, when, and whether it was allowed.", icon: "journal-text" }),
        render: (entries) => tableBox("Audit entries", COLUMNS, entries.map(line), () => false, "tall"),
        sheet: (entries) => ({ name: "audit", columns: ["id", "timestamp", "actor", "action", "target_person_id", "target_user_id", "outcome", "client_address", "request_id"], rows: entries.map((entry) => ({ ...entry })) }),
    });
    return {
        title: "Audit",
        element: h("div", { class: "page" }, h("div", { class: "page-head" }, h("div", null, h("h1", { tabindex: "-1" }, "Audit"), h("p", { class: "lead" }, "Who looked at whom, newest first."))), holder),
        close,
    };
}
