/** How a property can be compared: PostHog's operators in plain words, each with the editor its value needs. Pure. */

import { exactNumber, isRaw } from "./exact.js";

/** @typedef {"list"|"text"|"pattern"|"number"|"range"|"date"|"version"|"none"} ValueEditor */
/** @typedef {{name: string, label: string, editor: ValueEditor, group: string}} Operator */

/**
 * @param {string} group
 * @param {[string, string, ValueEditor][]} rows
 * @returns {Operator[]}
 */
const of = (group, rows) => rows.map(([name, label, editor]) => ({ name, label, editor, group }));

/** @type {readonly Operator[]} */
export const OPERATORS = [
    ...of("Value", [
        ["exact", "is any of", "list"], ["is_not", "is none of", "list"], ["is_set", "is known", "none"], ["is_not_set", "is not known", "none"],
    ]),
    ...of("Text", [
        ["icontains", "contains", "text"], ["not_icontains", "does not contain", "text"],
        ["icontains_multi", "contains any of", "list"], ["not_icontains_multi", "contains none of", "list"],
        ["starts_with", "starts with", "text"], ["not_starts_with", "does not start with", "text"],
        ["ends_with", "ends with", "text"], ["not_ends_with", "does not end with", "text"],
        ["regex", "matches the pattern", "pattern"], ["not_regex", "does not match the pattern", "pattern"],
    ]),
    ...of("Number", [
        ["gt", "is greater than", "number"], ["gte", "is at least", "number"], ["lt", "is less than", "number"], ["lte", "is at most", "number"],
        ["min", "is at least (min)", "number"], ["max", "is at most (max)", "number"],
        ["between", "is between", "range"], ["not_between", "is not between", "range"],
    ]),
    ...of("Date", [["is_date_exact", "is on the date", "date"], ["is_date_before", "is before", "date"], ["is_date_after", "is after", "date"]]),
    ...of("Version", [
        ["semver_eq", "is version", "version"], ["semver_neq", "is not version", "version"],
        ["semver_gt", "is newer than version", "version"], ["semver_gte", "is at least version", "version"],
        ["semver_lt", "is older than version", "version"], ["semver_lte", "is at most version", "version"],
        ["semver_tilde", "is a patch of version (~)", "version"], ["semver_caret", "is compatible with version (^)", "version"],
        ["semver_wildcard", "fits the version", "version"],
    ]),
];

/** @type {readonly {name: string, label: string}[]} */
export const MEMBERSHIPS = [{ name: "in", label: "is in" }, { name: "not_in", label: "is not in" }];
const OUTCOME = { name: "flag_evaluates_to", label: "evaluates to" };

/** @param {string|null|undefined} name */
export function operatorOf(name) {
    return OPERATORS.find((operator) => operator.name === (name ?? "exact")) ?? null;
}

/** @param {FlagProperty} property */
export function operatorLabel(property) {
    const name = property.operator ?? (property.type === "cohort" ? "in" : "exact");
    return [...OPERATORS, ...MEMBERSHIPS, OUTCOME].find((operator) => operator.name === name)?.label ?? name;
}

/** Units of a date counted back from now. */
export const UNITS = /** @type {const} */ ({ h: "hours", d: "days", w: "weeks", m: "months", y: "years" });

/**
 * @param {unknown} value
 * @returns {{count: number, unit: string}|null} null for a date of the calendar
 */
export function relativeDate(value) {
    const [, digits, unit] = /^-?(\d{1,4})([hdwmy])$/.exec(typeof value === "string" ? value : "") ?? [];
    return digits === undefined ? null : { count: Number(digits), unit };
}

/**
 * A plain value as text for a field.
 * @param {unknown} value
 */
export function textOf(value) {
    if (value === null || value === undefined) return "";
    if (Array.isArray(value)) return value.map(textOf).join(", ");
    return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * @param {unknown} value
 * @returns {unknown[]}
 */
export function listOf(value) {
    if (value === null || value === undefined || value === "") return [];
    return Array.isArray(value) ? value : [value];
}

/**
 * A number as it is typed; text that is none stays text, for the gateway to refuse with its reason.
 * @param {string} text
 */
export function numberFrom(text) {
    const trimmed = text.trim();
    return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(trimmed) ? exactNumber(trimmed) : trimmed;
}

/**
 * What becomes of a value when the operator changes.
 * @param {unknown} value
 * @param {ValueEditor} editor of the new operator
 */
export function adapted(value, editor) {
    const first = listOf(value)[0];
    const number = typeof first === "number" || isRaw(first) ? first : numberFrom(textOf(first));
    const isNumber = typeof number === "number" || isRaw(number);
    switch (editor) {
        case "none": return undefined;
        case "list": return listOf(value).filter((part) => part !== "");
        case "range": return [isNumber ? number : "", Array.isArray(value) && value.length === 2 ? value[1] : ""];
        case "number": return isNumber ? number : "";
        case "date": return relativeDate(first) || /^\d{4}-\d\d-\d\d/.test(textOf(first)) ? first : "";
        case "version": return /^v?\d/.test(textOf(first)) ? textOf(first) : "";
        default: return textOf(first);
    }
}

/**
 * What is wrong with a property as it stands; "" when nothing is, as far as this page can tell.
 * @param {FlagProperty} property
 */
export function complaint(property) {
    if (property.type === "cohort") return textOf(property.value) === "" ? "Choose a cohort." : "";
    if (property.type === "flag") return property.key === "" ? "Choose a flag." : "";
    if (property.key.trim() === "") return "Name the property.";
    const operator = operatorOf(property.operator);
    if (!operator) return "";
    const numbers = listOf(property.value).map((part) => (textOf(part).trim() === "" ? NaN : Number(textOf(part))));
    switch (operator.editor) {
        case "none": return "";
        case "list": return listOf(property.value).length === 0 ? "Give at least one value." : "";
        case "number": return numbers.length === 1 && Number.isFinite(numbers[0]) ? "" : "Give a number.";
        case "range": return numbers.length === 2 && numbers.every(Number.isFinite) && numbers[0] <= numbers[1] ? "" : "Give two numbers, the smaller first.";
        default: return textOf(property.value).trim() === "" ? "Give a value." : "";
    }
}
