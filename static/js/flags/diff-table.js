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

/** @param {FieldChange[]} changes */
export function diffTable(changes) {
    const shown = divided(changes);
    if (shown.length === 0) return h("p", { class: "hint" }, "No field differs.");
    return h("dl", { class: "diff" }, shown.map(({ path, old, new: added }) => {
        const before = valueWords(path, old);
        const after = valueWords(path, added);
        return h("div", null, h("dt", { title: path }, data(fieldName(path), 120)),
            h("dd", null, side("del", after === null ? "removed" : "from", before), before !== null && after !== null && icon("flags.svg#arrow-right", "diff-arrow"), side("ins", before === null ? "set to" : "to", after)));
    }));
}
