/** What to do when somebody else changed a flag first: theirs and yours, field by field. */

import { problemOf } from "../api.js";
import { data, h, icon } from "../dom.js";
import { problemPanel } from "../parts/states.js";
import { openDialog } from "./confirm.js";
import { conflictsBetween } from "./conflicts.js";
import { changesBetween, patched, patchOf, settingsOf } from "./diff.js";
import { diffTable } from "./diff-table.js";
import { divided, fieldName, valueWords, wholeConditions } from "./diff-words.js";
import { readFlag } from "./flag-api.js";
import { changeFlag } from "./flag-changes.js";
import { actorName } from "./words.js";

/** @type {Record<string, string>} */
const WHO = { theirs: "only they changed it", mine: "only you changed it", both: "both changed it", same: "both made the same change" };

/**
 * @param {{base: StoredFlag, theirs: StoredFlag, mine: FlagDefinition, names: SentenceNames, reason: string, onTheirs: () => void, onRebased: (saved: StoredFlag) => void, onStale: (theirs: StoredFlag, reason: string) => void, onRefused: (problems: FieldProblem[]) => void}} content
 */
export function openConflictDialog({ base, theirs, mine, names, reason, onTheirs, onRebased, onStale, onRefused }) {
    const start = settingsOf(base.flag);
    const current = settingsOf(theirs.flag);
    const rows = conflictsBetween(start, current, mine);
    const patch = patchOf(start, mine);
    const both = patched(current, patch);
    const result = wholeConditions(changesBetween(current, both), current, both);
    const failure = h("div", { class: "dialog-failure" });
    const cell = (/** @type {string} */ unit, /** @type {any} */ from, /** @type {any} */ to) => {
        const [before, after] = [nested(unit, from), nested(unit, to)];
        const changes = divided(wholeConditions(changesBetween(before, after), before, after));
        return changes.length === 0 ? h("span", { class: "muted" }, "unchanged") : h("ul", { class: "plain" }, changes.map((change) => h("li", null, change.path === unit ? null : h("span", { class: "muted" }, `${fieldName(change.path)}: `), data(valueWords(change.path, change.new, names) ?? "removed", 300))));
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
            h("details", { class: "more" }, h("summary", null, icon("chevron-right", "chevron"), "What “Save mine on top” would change"), diffTable(result, names)),
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
