/** Differences as a list of fields with what was and what is. */

import { data, h, icon, spoken } from "../dom.js";
import { divided, fieldName, valueWords } from "./diff-words.js";

/**
 * @param {"del"|"ins"} tag
 * @param {string} word
 * @param {string|null} words
 */
function side(tag, word, words) {
    return words === null ? null : h(tag, null, spoken(`${word} `), data(words, 600, "diff-text"));
}

/** @param {{label: string, title?: string, before: string|null, after: string|null}[]} rows null for a side that is not there */
export function differences(rows) {
    if (rows.length === 0) return h("p", { class: "hint" }, "No field differs.");
    return h("dl", { class: "diff" }, rows.map(({ label, title, before, after }) => h("div", null, h("dt", { title }, data(label, 120)),
        h("dd", null, side("del", after === null ? "removed" : "from", before), before !== null && after !== null && icon("flags.svg#arrow-right", "diff-arrow"), side("ins", before === null ? "set to" : "to", after)))));
}

/**
 * @param {FieldChange[]} changes
 * @param {SentenceNames} names
 */
export function diffTable(changes, names) {
    return differences(divided(changes).map(({ path, old, new: added }) => ({ label: fieldName(path), title: path, before: valueWords(path, old, names), after: valueWords(path, added, names) })));
}
