/** Saving a flag: first what differs and who is affected, then the change; and what to do when somebody else was faster. */

import { problemOf } from "../api.js";
import { data, fill, h, icon } from "../dom.js";
import { printable } from "../format.js";
import { problemPanel } from "../parts/states.js";
import { affectedPanel } from "./affected.js";
import { openDialog, reasonField } from "./confirm.js";
import { conflictsBetween } from "./conflicts.js";
import { changesBetween, patched, patchOf, settingsOf } from "./diff.js";
import { divided, fieldName, valueWords } from "./diff-words.js";
import { diffTable } from "./diff-table.js";
import { readFlag } from "./flag-api.js";
import { changeFlag, createFlag } from "./flag-changes.js";
import { actorName } from "./words.js";

/**
 * @param {{base: StoredFlag|null, mine: FlagDefinition, onSaved: (saved: StoredFlag) => void, onRefused: (problems: FieldProblem[]) => void, onStale: (theirs: StoredFlag, reason: string) => void}} content
 *   `base` is the flag the change starts from, null for a new flag
 */
export function openSaveDialog({ base, mine, onSaved, onRefused, onStale }) {
    const old = base ? settingsOf(base.flag) : null;
    const changes = changesBetween(old, mine);
    const patch = base && old ? patchOf(old, mine) : {};
    const reason = reasonField();
    const failure = h("div", { class: "dialog-failure" });
    /** @type {FieldProblem[]} */
    let refusals = [];
    const back = () => {
        dialog.close();
        if (refusals.length > 0) onRefused(refusals);
    };
    /** @param {Problem} problem */
    const refused = (problem) => {
        if (problem.errors.length === 0) return;
        refusals = problem.errors;
        save.disabled = true;
        fill(failure, h("div", { class: "refusals", role: "alert" }, h("p", { class: "strong" }, icon("exclamation-triangle-fill"), " Not ready to be saved"),
            h("ul", null, refusals.map((one) => h("li", null, h("span", { class: "strong" }, `${printable(fieldName(one.field))}: `), printable(one.detail)))),
            h("div", { class: "actions" }, h("button", { type: "button", class: "button", onclick: back }, h("span", null, "Back to the fields")))));
        failure.scrollIntoView({ block: "nearest" });
    };
    const affected = affectedPanel(base ? { key: base.flag.key, patch } : { definition: mine }, refused);
    const save = h("button", { type: "button", class: "button primary", id: "save-now", onclick: async () => {
        save.disabled = true;
        failure.replaceChildren();
        try {
            const saved = base ? await changeFlag(base.flag.key, base.etag, patch, reason.text()) : await createFlag(mine, reason.text());
            dialog.close();
            onSaved(saved);
        } catch (error) {
            const problem = problemOf(error);
            if (problem.status === 412 && base) {
                try {
                    const theirs = await readFlag(base.flag.key);
                    dialog.close();
                    onStale(theirs, reason.text());
                    return;
                } catch (again) {
                    failure.replaceChildren(problemPanel(problemOf(again), null));
                }
            } else if (problem.errors.length > 0 && problem.status < 500) {
                refused(problem);
                return;
            } else failure.replaceChildren(problemPanel(problem, null));
            save.disabled = false;
        }
    } }, h("span", null, base ? "Save the change" : "Create the flag"));
    const { dialog } = openDialog({
        title: base ? `Save ${base.flag.key}?` : `Create ${mine.key}?`,
        body: [
            h("section", null, h("h3", null, base ? (divided(changes).length === 1 ? "One field differs" : `${divided(changes).length} fields differ`) : "What it is"), diffTable(changes)),
            affected.element, reason.element, failure,
        ],
        foot: [h("button", { type: "button", class: "button", onclick: back }, h("span", null, "Back to the form")), save],
    });
    dialog.addEventListener("close", affected.close);
}

/** @type {Record<string, string>} */
const WHO = { theirs: "only they changed it", mine: "only you changed it", both: "both changed it", same: "both made the same change" };

/**
 * Theirs and yours, field by field.
 * @param {{base: StoredFlag, theirs: StoredFlag, mine: FlagDefinition, reason: string, onTheirs: () => void, onRebased: (saved: StoredFlag) => void, onStale: (theirs: StoredFlag, reason: string) => void, onRefused: (problems: FieldProblem[]) => void}} content
 */
export function openConflictDialog({ base, theirs, mine, reason, onTheirs, onRebased, onStale, onRefused }) {
    const start = settingsOf(base.flag);
    const current = settingsOf(theirs.flag);
    const rows = conflictsBetween(start, current, mine);
    const patch = patchOf(start, mine);
    const result = changesBetween(current, patched(current, patch));
    const failure = h("div", { class: "dialog-failure" });
    const cell = (/** @type {string} */ unit, /** @type {any} */ from, /** @type {any} */ to) => {
        const changes = changesBetween(nested(unit, from), nested(unit, to));
        return changes.length === 0 ? h("span", { class: "muted" }, "unchanged") : h("ul", { class: "plain" }, changes.map((change) => h("li", null, change.path === unit ? null : h("span", { class: "muted" }, `${fieldName(change.path)}: `), data(valueWords(change.path, change.new) ?? "removed", 300))));
    };
    const mineButton = h("button", { type: "button", class: "button primary", onclick: async () => {
        mineButton.disabled = true;
        try {
            const saved = await changeFlag(theirs.flag.key, theirs.etag, patch, reason);
            dialog.close();
            onRebased(saved);
        } catch (error) {
            const problem = problemOf(error);
            if (problem.status === 412) {
                const newer = await readFlag(theirs.flag.key).catch(() => null);
                if (newer) {
                    dialog.close();
                    onStale(newer, reason);
                    return;
                }
            }
            if (problem.errors.length > 0 && problem.status === 400) {
                dialog.close();
                onRefused(problem.errors);
                return;
            }
            failure.replaceChildren(problemPanel(problem, null));
            mineButton.disabled = false;
        }
    } }, h("span", null, "Save mine on top"));
    const who = theirs.flag.last_modified_by;
    const { dialog } = openDialog({
        title: "Somebody else changed this flag",
        extra: "conflict",
        body: [
            h("p", null, "Nothing of yours is saved yet. The flag is at version ", h("strong", null, String(theirs.flag.version)), " now, yours starts from version ", h("strong", null, String(base.flag.version)), actorName(who) ? [", last changed by ", data(actorName(who), 60, "strong")] : "", "."),
            h("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": "Theirs and yours" }, h("table", { class: "data-table conflict-table" },
                h("thead", null, h("tr", null, ["Field", "Theirs", "Yours"].map((name) => h("th", { scope: "col" }, name)))),
                h("tbody", null, rows.map(({ unit, base: from, theirs: there, mine: here, who: whose }) => h("tr", { class: whose === "both" ? "is-both" : null },
                    h("th", { scope: "row" }, fieldName(unit), h("span", { class: `tag ${whose === "both" ? "failed" : ""}` }, whose === "both" && icon("exclamation-triangle-fill"), WHO[whose])),
                    h("td", { "data-side": "Theirs" }, cell(unit, from, there)), h("td", { "data-side": "Yours" }, cell(unit, from, here))))))),
            h("details", { class: "more" }, h("summary", null, icon("chevron-right", "chevron"), "What “Save mine on top” would change"), diffTable(result)),
            failure,
        ],
        foot: [
            h("button", { type: "button", class: "button", onclick: () => dialog.close() }, h("span", null, "Keep editing")),
            h("button", { type: "button", class: "button", onclick: () => {
                dialog.close();
                onTheirs();
            } }, h("span", null, "Take theirs")),
            mineButton,
        ],
    });
}

/**
 * @param {string} unit
 * @param {any} value
 */
function nested(unit, value) {
    return unit.startsWith("filters.") ? { filters: { [unit.slice(8)]: value } } : { [unit]: value };
}
