/** A flag in sentences. Pure. */

import { isObject, numberOf, oneLine } from "./exact.js";
import { operatorLabel, relativeDate, textOf, UNITS } from "./operators.js";
import { percentText } from "./variants.js";

/** The tag that names OpenFeature's default; the form has a field for it. */
export const DEFAULT_TAG = "openfeature-default:";

/** @param {string} tag */
export function isDefaultTag(tag) {
    return tag.startsWith(DEFAULT_TAG);
}

const CAPTION = "OpenFeature name: ";
/** The name by which the gateway knows the variant that only carries the default. */
export const CARRIER = "OpenFeature default";

/**
 * PostHog keeps one text; OpenFeature's display name stands on its last line.
 * @param {string} text
 * @returns {{description: string, displayName: string|null}}
 */
export function captionOf(text) {
    const start = text.lastIndexOf("\n") + 1;
    const line = text.slice(start);
    if (!line.startsWith(CAPTION) || (start > 0 && !text.slice(0, start).endsWith("\n\n"))) return { description: text, displayName: null };
    try {
        const name = JSON.parse(line.slice(CAPTION.length));
        if (name === null || typeof name === "string") return { description: text.slice(0, Math.max(0, start - 2)), displayName: name };
    } catch {
        // A description that merely begins like one.
    }
    return { description: text, displayName: null };
}

/**
 * @param {string} description
 * @param {string} displayName "" for none
 */
export function captioned(description, displayName) {
    if (displayName === "" && captionOf(description).description === description) return description;
    const line = CAPTION + JSON.stringify(displayName === "" ? null : displayName);
    return description === "" ? line : `${description}\n\n${line}`;
}

/** @type {Record<string, string>} */
export const TYPE_NAMES = { boolean: "On or off", string: "Text", integer: "Whole number", float: "Number with fraction", number: "Number", object: "Object", multivariate: "Variants" };

export const RUNTIMES = [{ value: "all", label: "Servers and browsers" }, { value: "server", label: "Servers only" }, { value: "client", label: "Browsers and apps only" }];
export const BUCKETING = [{ value: "distinct_id", label: "the user's id" }, { value: "device_id", label: "the device's id" }];
/** What is switched on or off for a whole flag. */
export const SWITCHES = { continuity: "Keep people in their variant", earlyExit: "Stop at the first set whose conditions fit", enrollment: "People may opt in or out themselves", remote: "Remote configuration" };

/** @param {any} holdout */
export function holdoutWords(holdout) {
    return `${percentText(numberOf(holdout.exclusion_percentage))} of all users are held out (holdout ${holdout.id}).`;
}

/** @param {number|null|undefined} index @param {string[]} [names] */
export function groupTypeName(index, names = []) {
    return index === null || index === undefined ? "persons" : names[index] ? `groups (${names[index]})` : `groups of type ${index}`;
}

/**
 * @param {FlagNames} names
 * @param {number|null|undefined} [flagLevel] by whom the whole flag is counted
 * @returns {SentenceNames}
 */
export function namesFor(names, flagLevel) {
    return { flags: new Map(names.flags.map((flag) => [String(flag.id), flag.key])), cohorts: new Map(names.cohorts.map((cohort) => [String(cohort.id), cohort.name])), groupTypes: names.groupTypes, flagLevel };
}

/**
 * One comparison, for example `plan is any of pro, team`.
 * @param {FlagProperty} property
 * @param {SentenceNames} [names]
 */
export function propertyWords(property, names = {}) {
    const label = operatorLabel(property);
    if (property.type === "cohort") return `person ${label} cohort ${names.cohorts?.get(textOf(property.value)) ?? textOf(property.value)}`;
    if (property.type === "flag") {
        const value = property.value === true ? "on" : property.value === false ? "off" : textOf(property.value);
        return `flag ${names.flags?.get(property.key) ?? property.key} ${label} ${value}`;
    }
    const ago = /date/.test(property.operator ?? "") ? relativeDate(property.value) : null;
    const value = ago ? `${ago.count} ${UNITS[/** @type {keyof typeof UNITS} */ (ago.unit)]} ago` : valueText(property);
    return [property.key, label, value].filter(Boolean).join(" ");
}

/** @param {FlagProperty} property */
function valueText(property) {
    const { operator, value } = property;
    if (operator === "is_set" || operator === "is_not_set") return "";
    if (/between/.test(operator ?? "") && Array.isArray(value)) return value.map(textOf).join(" and ");
    return isObject(value) ? oneLine(value) : textOf(value);
}

/**
 * @param {unknown} value of `rollout_percentage`
 * @returns {number} NaN for what is no percentage
 */
export function rolloutOf(value) {
    const number = value === null || value === undefined ? 100 : numberOf(value);
    return number >= 0 && number <= 100 ? number : NaN;
}

/** @param {unknown} value of a variant's `rollout_percentage` */
export function shareWords(value) {
    const share = value === null ? NaN : rolloutOf(value);
    return Number.isNaN(share) ? "(not a percentage)" : percentText(share);
}

/**
 * One condition set, for example `50 % of persons where plan is any of pro → variant test`.
 * @param {FlagCondition} set
 * @param {SentenceNames} [names]
 */
export function conditionWords(set, names = {}) {
    const rollout = rolloutOf(set.rollout_percentage);
    const index = set.aggregation_group_type_index === undefined ? names.flagLevel : set.aggregation_group_type_index;
    const whom = groupTypeName(index, names.groupTypes);
    const isPersons = index === null || index === undefined;
    const share = rollout >= 100 ? (isPersons ? "everybody" : `all ${whom}`) : rollout <= 0 ? (isPersons ? "nobody" : `no ${whom}`) : `${shareWords(rollout)} of ${whom}`;
    const where = (set.properties ?? []).map((property) => propertyWords(property, names)).join(" and ");
    return `${share}${where === "" ? "" : ` where ${where}`}${set.variant ? ` → ${set.variant}` : ""}`;
}

/**
 * Variants with their shares, for example `control 50 %, test 50 %`.
 * @param {FlagFilters} filters
 */
export function variantWords(filters) {
    const variants = (filters.multivariate?.variants ?? []).filter((variant) => variant.name !== CARRIER);
    return variants.map((variant) => `${variant.key} ${shareWords(variant.rollout_percentage)}`).join(", ");
}

/** @param {any} actor */
export function actorName(actor) {
    if (typeof actor === "string") return actor;
    return actor?.name ?? actor?.first_name ?? actor?.email ?? "";
}
