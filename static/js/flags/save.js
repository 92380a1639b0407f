/** Saving a flag: first what differs and who is affected, then the change. */

import { problemOf } from "../api.js";
import { fill, h, icon } from "../dom.js";
import { printable } from "../format.js";
import { problemPanel } from "../parts/states.js";
import { affectedPanel } from "./affected.js";
import { openDialog, reasonField } from "./confirm.js";
import { changesBetween, patchOf, settingsOf } from "./diff.js";
import { divided, fieldName, wholeConditions } from "./diff-words.js";
import { diffTable } from "./diff-table.js";
import { readFlag } from "./flag-api.js";
import { changeFlag, createFlag } from "./flag-changes.js";

/**
 * @param {{base: StoredFlag|null, mine: FlagDefinition, names: SentenceNames, onSaved: (saved: StoredFlag) => void, onRefused: (problems: FieldProblem[]) => void, onStale: (theirs: StoredFlag, reason: string) => void}} content
 *   `base` is the flag the change starts from, null for a new flag
 */
export function openSaveDialog({ base, mine, names, onSaved, onRefused, onStale }) {
    const old = base ? settingsOf(base.flag) : null;
    const changes = wholeConditions(changesBetween(old, mine), old, mine);
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
            h("section", null, h("h3", null, base ? (divided(changes).length === 1 ? "One field differs" : `${divided(changes).length} fields differ`) : "What it is"), diffTable(changes, names)),
            affected.element, reason.element, failure,
        ],
        foot: [h("button", { type: "button", class: "button", onclick: back }, h("span", null, "Back to the form")), save],
    });
    dialog.addEventListener("close", affected.close);
}
