/** Who looked at whom, who changed which flag or cohort, and who was refused what. */

import { data, h, icon, time } from "../dom.js";
import { cohortLink, flagLink, userLink } from "../links.js";
import { tableBox } from "../charts/charts.js";
import { feed } from "../parts/feed.js";
import { emptyPanel } from "../parts/states.js";
import { addressWith } from "../router.js";

const COLUMNS = ["Time", "Who", "Action", "About", "Reason", "Outcome", "Address", "Request id"];
/** A choice is the beginning of an action's name. */
const CHOICES = [{ action: null, label: "Everything" }, { action: "lookup", label: "Lookups" }, { action: "flag", label: "Flags" }, { action: "cohort", label: "Cohorts" }, { action: "refused", label: "Missing rights" }];

/** @param {AuditEntry} entry */
function target(entry) {
    if (entry.target_flag_key) return h("a", { href: flagLink(entry.target_flag_key, "history"), "data-row": "" }, icon("flag-fill"), " ", data(entry.target_flag_key, 60));
    if (typeof entry.target_cohort_id === "number") return h("a", { href: cohortLink(entry.target_cohort_id), "data-row": "" }, icon("people-fill"), ` Cohort ${entry.target_cohort_id}`);
    if (entry.target_user_id) return h("a", { href: userLink(entry.target_user_id), "data-row": "" }, data(entry.target_user_id, 60));
    return entry.target_person_id ? data(entry.target_person_id, 60, "mono") : h("span", { class: "muted" }, "–");
}

/** @param {AuditEntry} entry */
function line(entry) {
    const isAllowed = entry.outcome === "allowed";
    return h("tr", { "data-item": "" },
        h("th", { scope: "row" }, time(entry.timestamp)),
        h("td", null, data(entry.actor, 60)),
        h("td", null, data(entry.action, 60, "mono")),
        h("td", null, target(entry)),
        h("td", { class: "reason" }, entry.reason ? data(entry.reason, 200) : h("span", { class: "muted" }, "–")),
        h("td", null, h("span", { class: `kind ${isAllowed ? "ok" : "failed"}` }, icon(isAllowed ? "check-circle-fill" : "x-circle-fill"), " ", data(entry.outcome, 30))),
        h("td", null, data(entry.client_address, 60, "mono")),
        h("td", null, data(entry.request_id, 36, "mono")));
}

/** @param {Place} place */
export function auditView(place) {
    const action = CHOICES.find((choice) => choice.action === place.params.get("action"))?.action ?? null;
    const holder = h("div", { class: "feed" });
    const close = feed({
        holder,
        what: "entry",
        many: "entries",
        path: "/api/audit",
        query: (cursor) => ({ limit: 100, cursor, action }),
        read: (body) => ({ rows: /** @type {AuditEntry[]} */ (body.entries), total: null, next: body.next_cursor }),
        filters: [h("nav", { class: "segments", "aria-label": "Entries" }, CHOICES.map((choice) => h("a", { href: addressWith({ action: choice.action }), "aria-current": choice.action === action ? "true" : null }, choice.label)))],
        empty: () => emptyPanel({ title: action === null ? "Nothing has been recorded" : "Nothing of this kind has been recorded", text: "Every lookup of a user, every change of a flag and every request without the right to it is written here: who, what, when, and whether it was allowed.", icon: "journal-text" }),
        render: (entries) => tableBox("Audit entries", COLUMNS, entries.map(line), () => false, "tall"),
        sheet: (entries) => ({ name: "audit", columns: ["id", "timestamp", "actor", "action", "target_person_id", "target_user_id", "target_flag_key", "target_cohort_id", "reason", "outcome", "client_address", "request_id"], rows: entries.map((entry) => ({ ...entry })) }),
    });
    return {
        title: "Audit",
        element: h("div", { class: "page" }, h("div", { class: "page-head" }, h("div", null, h("h1", { tabindex: "-1" }, "Audit"), h("p", { class: "lead" }, "Who looked at whom, who changed what and who was refused, newest first."))), holder),
        mayReturn: () => true,
        close,
    };
}
