/** Saving and deleting a cohort: first what differs and which flags ask for it; and what to do when somebody else was faster. */

import { problemOf } from "../api.js";
import { announce, data, h, icon } from "../dom.js";
import { printable } from "../format.js";
import { cohortLink, flagLink } from "../links.js";
import { problemPanel } from "../parts/states.js";
import { deleteCohort, readCohort, saveCohort, settingsOf } from "./cohort-api.js";
import { changedParts, groupWords, merged } from "./cohort-words.js";
import { confirmFirst, openDialog, reasonField } from "./confirm.js";
import { differences } from "./diff-table.js";

const LABELS = { name: "Name", description: "Description", definition: "Who is in it" };

/**
 * @param {CohortSettings|null} old
 * @param {CohortSettings} now
 * @param {SentenceNames} names
 */
function diff(old, now, names) {
    const words = (/** @type {CohortSettings|null} */ side, /** @type {"name"|"description"|"definition"} */ part) => {
        if (side === null) return null;
        if (part !== "definition") return side[part] === "" ? "empty" : side[part];
        return side.isStatic ? "the people of a list" : groupWords(side.definition, names);
    };
    const parts = old ? changedParts(old, now) : /** @type {const} */ (["name", ...(now.description === "" ? [] : ["description"]), "definition"]);
    return differences(parts.map((part) => ({ label: LABELS[part], before: words(old, part), after: words(now, part) })));
}

/** @param {CohortUsers} users */
function usersNote({ flags, cohorts }) {
    if (flags.length + cohorts.length === 0) return h("p", { class: "hint" }, "No flag asks for it.");
    return h("p", { class: "note" }, h("span", null, "These decide by it, and by its new definition at once: ",
        [...flags.map((flag) => h("a", { href: flagLink(flag.key), target: "_blank", rel: "noopener", class: "mono" }, data(flag.key, 60))), ...cohorts.map((cohort) => h("a", { href: cohortLink(cohort.id), target: "_blank", rel: "noopener" }, data(`cohort ${cohort.name}`, 60)))].flatMap((link, index) => (index === 0 ? [link] : [", ", link])), "."));
}

/**
 * @param {{base: StoredCohort|null, mine: CohortSettings, users: CohortUsers, names: SentenceNames, onSaved: (saved: StoredCohort) => void, onTheirs: (theirs: StoredCohort) => void, onRefused: (problems: FieldProblem[]) => void}} content
 */
export function openSaveDialog({ base, mine, users, names, onSaved, onTheirs, onRefused }) {
    const reason = reasonField("Reason, for the audit (optional)");
    const failure = h("div", { class: "dialog-failure" });
    const old = base ? settingsOf(base.cohort) : null;
    const save = h("button", { type: "button", class: "button primary", onclick: async () => {
        save.disabled = true;
        failure.replaceChildren();
        try {
            const saved = await saveCohort(base, mine, reason.text());
            dialog.close();
            onSaved(saved);
        } catch (error) {
            await failed(error);
        }
        save.disabled = false;
    } }, h("span", null, base ? "Save the change" : "Create the cohort"));
    /** @param {unknown} error */
    const failed = async (error) => {
        const problem = problemOf(error);
        if (problem.status === 412 && base && old) {
            const theirs = await readCohort(base.cohort.id).catch(() => null);
            if (theirs) {
                dialog.close();
                openConflict(theirs, old);
                return;
            }
        }
        if (problem.errors.length > 0 && problem.status === 400) {
            dialog.close();
            onRefused(problem.errors);
        } else failure.replaceChildren(problemPanel(problem, null));
    };
    /** @param {StoredCohort} theirs @param {CohortSettings} start */
    const openConflict = (theirs, start) => {
        const there = settingsOf(theirs.cohort);
        const mineButton = h("button", { type: "button", class: "button primary", onclick: () => {
            conflict.dialog.close();
            openSaveDialog({ base: theirs, mine: merged(start, there, mine), users, names, onSaved, onTheirs, onRefused });
        } }, h("span", null, "Put mine on top"));
        const conflict = openDialog({
            title: "Somebody else changed this cohort",
            body: [
                h("p", null, "Nothing of yours is saved yet. The cohort is at version ", h("strong", null, String(theirs.cohort.version)), " now."),
                h("section", null, h("h3", null, "They changed"), diff(start, there, names)), h("section", null, h("h3", null, "You changed"), diff(start, mine, names)),
            ],
            foot: [
                h("button", { type: "button", class: "button", onclick: () => conflict.dialog.close() }, h("span", null, "Keep editing")),
                h("button", { type: "button", class: "button", onclick: () => {
                    conflict.dialog.close();
                    onTheirs(theirs);
                } }, h("span", null, "Take theirs")),
                mineButton,
            ],
        });
    };
    const { dialog } = openDialog({
        title: base ? `Save ${printable(base.cohort.name)}?` : `Create ${printable(mine.name)}?`,
        body: [h("section", null, h("h3", null, base ? "What differs" : "What it is"), diff(old, mine, names)), old && changedParts(old, mine).includes("definition") && usersNote(users), reason.element, failure],
        foot: [h("button", { type: "button", class: "button", onclick: () => dialog.close() }, h("span", null, "Back to the form")), save],
    });
}

/**
 * @param {StoredCohort} base
 * @param {CohortUsers} users
 * @param {() => void} onDone
 */
export function confirmDeletion(base, users, onDone) {
    const isUsed = users.flags.length + users.cohorts.length > 0;
    confirmFirst({
        title: `Delete ${printable(base.cohort.name)} for good?`, verb: "Delete", look: "danger", picture: "flags.svg#trash",
        text: isUsed ? [h("p", { class: "note warn" }, icon("exclamation-triangle-fill"), h("span", null, "It is still asked for, so the gateway will refuse this.")), h("p", null, "Used by ", [...users.flags.map((flag) => flag.key), ...users.cohorts.map((cohort) => `cohort ${cohort.name}`)].slice(0, 20).map(printable).join(", "), ".")] : [h("p", null, base.cohort.is_static ? "The list of its people is gone then." : "Its definition is gone then.")],
        act: async (reason) => {
            await deleteCohort(base, reason);
            announce(`${base.cohort.name} is deleted`);
            onDone();
        },
    });
}
