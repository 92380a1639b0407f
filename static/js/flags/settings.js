/** The settings of a flag to edit: the form, and the bar that saves it. */

import { announce, button, fill, h, warn } from "../dom.js";
import { plural, printable } from "../format.js";
import { NOT_LOADED, partStyle } from "../later.js";
import { session } from "../session.js";
import { changesBetween } from "./diff.js";
import { flagEditor } from "./editor.js";
import { goToMistake, showProblems } from "./fields.js";
import { definitionOf } from "./form.js";
import { mistakesOf } from "./form-mistakes.js";
import { summary, summaryCard } from "./summary.js";
import { namesFor } from "./words.js";

/** Where the draft of a flag that does not exist yet is kept: no flag has this key. */
export const UNMADE = "";

/**
 * Edits that were not saved, by key, for as long as the page is open: leaving a view must not lose them.
 * @type {Map<string, {base: StoredFlag|null, form: FlagForm, by: string|undefined}>}
 */
export const drafts = new Map();

/**
 * Uses a part that is loaded when it is first needed.
 * @template T
 * @param {Promise<T>} loading
 * @param {(part: T) => void} use
 */
export function whenLoaded(loading, use) {
    Promise.all([loading, partStyle()]).then(([part]) => use(part), () => warn(NOT_LOADED.detail));
}

/** What is told above a form that shows a draft. */
export const KEPT = "Your edits from before are still here, not saved.";

/** @param {BeforeUnloadEvent} event */
function warnBeforeLeaving(event) {
    event.preventDefault();
}

/**
 * The bar under the form: what is not saved yet.
 * @param {{isNew: boolean, hasKey: () => boolean, review: () => void, discard: () => void}} actions
 */
function saveBar({ isNew, hasKey, review, discard }) {
    const words = h("span", { class: "save-words", role: "status" });
    const discardButton = button("Discard", "", discard, { class: "button quiet" });
    const reviewButton = h("button", { type: "button", class: "button primary", id: "review", onclick: review }, h("span", null, isNew ? "Review and create" : "Review and save"));
    const bar = h("div", { class: "save-bar" }, words, h("div", { class: "actions" }, discardButton, reviewButton));
    return {
        element: bar,
        /** @param {FieldChange[]} changes since the form was opened @param {FieldProblem[]} problems */
        show: (changes, problems) => {
            const isClean = changes.length === 0;
            bar.classList.toggle("clean", isClean && !isNew);
            discardButton.hidden = isClean;
            reviewButton.disabled = isClean && !isNew;
            const trouble = problems.length > 0 ? `, ${plural(problems.length, "field needs", "fields need")} a look` : "";
            words.textContent = isNew ? (problems.length === 0 ? "Ready to create" : problems.some((one) => one.field === "key") ? `${hasKey() ? "Another" : "A"} key is needed` : `${plural(problems.length, "field needs", "fields need")} a look`) : isClean ? "Nothing is changed" : `${plural(changes.length, "field")} changed${trouble}`;
        },
    };
}

/**
 * The form with its summary and its bar.
 * @param {{base: StoredFlag|null, start: FlagDefinition, form: FlagForm, names: FlagNames, holder: HTMLElement, onSaved: (saved: StoredFlag) => void, reset: (base: StoredFlag|null) => void}} context
 *   `base` is null for a new flag; `start` is what the form shows before anything is typed
 */
export function settingsPart({ base, start, form, names, holder, onSaved, reset }) {
    const aside = summaryCard();
    const refusals = h("div", { class: "form-refusals" });
    /** @type {FieldProblem[]} */
    let refused = [];
    let wasReviewed = false;
    const draftKey = base?.flag.key ?? UNMADE;
    const bar = saveBar({ isNew: form.isNew, hasKey: () => form.key !== "", review: () => review(), discard: () => reset(base) });
    const mark = (/** @type {FieldProblem[]} */ problems) => {
        const others = showProblems(editor, problems);
        fill(refusals, others.length > 0 && h("div", { class: "refusals", role: "alert" }, h("ul", null, others.map((one) => h("li", null, h("code", null, printable(one.field)), " ", printable(one.detail))))));
    };
    const changed = () => {
        const changes = changesBetween(start, definitionOf(form));
        const mistakes = mistakesOf(form, names.taken);
        bar.show(changes, mistakes);
        fill(aside, summary(form, base, names));
        if (changes.length > 0) drafts.set(draftKey, { base, form, by: session()?.subject });
        else drafts.delete(draftKey);
        if (changes.length > 0) addEventListener("beforeunload", warnBeforeLeaving);
        else removeEventListener("beforeunload", warnBeforeLeaving);
        // What the gateway refused stays marked until the form is reviewed again; its own field may be mended by now.
        if (wasReviewed) mark([...mistakes, ...refused.filter((one) => !mistakes.some((other) => other.field === one.field))]);
    };
    const editor = flagEditor(form, names, changed);
    const point = (/** @type {FieldProblem[]} */ problems) => {
        wasReviewed = true;
        refused = problems;
        mark(problems);
        if (!goToMistake(editor)) refusals.scrollIntoView({ block: "center" });
    };
    const review = () => {
        refused = [];
        const mistakes = mistakesOf(form, names.taken);
        if (mistakes.length > 0) {
            point(mistakes);
            announce(`${plural(mistakes.length, "field needs", "fields need")} a look`);
            return;
        }
        mark([]);
        const mine = definitionOf(form);
        const told = namesFor(names, mine.filters.aggregation_group_type_index);
        const saved = (/** @type {StoredFlag} */ result) => {
            drafts.delete(draftKey);
            removeEventListener("beforeunload", warnBeforeLeaving);
            announce(`${result.flag.key} is saved`);
            onSaved(result);
        };
        const stale = (/** @type {StoredFlag} */ theirs, /** @type {string} */ reason) => {
            if (base) whenLoaded(import("./conflict.js"), ({ openConflictDialog }) => openConflictDialog({ base, theirs, mine, names: told, reason, onTheirs: () => reset(theirs), onRebased: saved, onStale: stale, onRefused: point }));
        };
        whenLoaded(import("./save.js"), ({ openSaveDialog }) => openSaveDialog({ base, mine, names: told, onSaved: saved, onRefused: point, onStale: stale }));
    };
    holder.replaceChildren(h("div", { class: "flag-columns" }, h("div", { class: "flag-main" }, refusals, editor, bar.element), aside));
    changed();
    return () => removeEventListener("beforeunload", warnBeforeLeaving);
}
