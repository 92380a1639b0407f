/** Cohorts in sentences, and what uses them. Pure. */

import { isSame } from "./exact.js";
import { complaint, textOf } from "./operators.js";
import { propertyWords } from "./words.js";

/**
 * @param {CohortValue} value
 * @returns {value is CohortGroup}
 */
export function isGroup(value) {
    return Array.isArray(value.values);
}

/**
 * A definition on one line, for example `plan is any of pro and (country is any of de or country is any of at)`.
 * @param {CohortGroup} group
 * @param {SentenceNames} [names]
 * @returns {string}
 */
export function groupWords(group, names = {}) {
    const values = group.values ?? [];
    if (values.length === 0) return "everybody";
    const parts = values.map((value) => {
        if (!isGroup(value)) return `${value.negation ? "not: " : ""}${propertyWords(value, names)}`;
        return value.values.length > 1 ? `(${groupWords(value, names)})` : groupWords(value, names);
    });
    return parts.join(group.type === "OR" ? " or " : " and ");
}

/** @param {{is_static: boolean, count?: number|null}} cohort */
export function kindWords(cohort) {
    if (!cohort.is_static) return "By conditions";
    return cohort.count === null || cohort.count === undefined ? "A list" : `A list of ${cohort.count}`;
}

/**
 * @param {CohortValue} value
 * @param {string} id
 * @returns {boolean}
 */
function names(value, id) {
    return isGroup(value) ? value.values.some((inner) => names(inner, id)) : value.type === "cohort" && textOf(value.value) === id;
}

/**
 * The flags and the other cohorts whose conditions ask for a cohort.
 * @param {number} id
 * @param {ListedFlag[]} flags
 * @param {Cohort[]} cohorts
 */
export function usersOf(id, flags, cohorts) {
    const text = String(id);
    return {
        flags: flags.filter((flag) => (flag.filters.groups ?? []).some((set) => (set.properties ?? []).some((property) => names(property, text)))),
        cohorts: cohorts.filter((cohort) => cohort.id !== id && !cohort.is_static && names(cohort.filters.properties, text)),
    };
}

/**
 * What can be told to be wrong without asking the gateway.
 * @param {CohortForm} form
 * @returns {FieldProblem[]}
 */
export function cohortMistakes(form) {
    /** @type {FieldProblem[]} */
    const found = [];
    const add = (/** @type {string} */ field, /** @type {string} */ detail) => { if (detail !== "") found.push({ field, rule: "", detail }); };
    const length = [...form.name.trim()].length;
    if (length === 0 || length > 400) add("name", length === 0 ? "A cohort needs a name." : "At most 400 characters.");
    /** @param {CohortGroup} group @param {string} path */
    const look = (group, path) => {
        if (group.values.length === 0) add(path, "Without a condition everybody would be in it. Add one.");
        group.values.forEach((value, index) => {
            const place = `${path}.values[${index}]`;
            if (isGroup(value)) look(value, place);
            else add(`${place}.${value.key === "" ? "key" : "value"}`, complaint(value));
        });
    };
    if (!form.isStatic) look(form.definition, "filters.properties");
    return found;
}

/** @type {("name"|"description"|"definition")[]} */
const PARTS = ["name", "description", "definition"];

/**
 * The parts of a cohort that differ.
 * @param {CohortSettings} old
 * @param {CohortSettings} now
 */
export function changedParts(old, now) {
    return PARTS.filter((part) => !isSame(old[part], now[part]));
}

/**
 * Theirs with what was changed here on top.
 * @param {CohortSettings} base what both started from
 * @param {CohortSettings} theirs
 * @param {CohortSettings} mine
 * @returns {CohortSettings}
 */
export function merged(base, theirs, mine) {
    return { ...theirs, ...Object.fromEntries(changedParts(base, mine).map((part) => [part, mine[part]])) };
}

/**
 * Ids of users as they are pasted, one on a line.
 * @param {string} text
 * @returns {{ids: string[], mistake: string}} `mistake` is "" when they can be sent
 */
export function memberIDs(text) {
    const ids = [...new Set(text.split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean))];
    const long = ids.findIndex((id) => [...id].length > 200);
    if (long >= 0) return { ids, mistake: `“${ids[long].slice(0, 20)}…” is longer than 200 characters.` };
    return { ids, mistake: ids.length > 10_000 ? `At most 10000 at once, these are ${ids.length}.` : "" };
}
