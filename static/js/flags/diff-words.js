/** Differences for people: what a field is called, how its value is told. Pure. */

import { isEmpty, isPlainList } from "./diff.js";
import { isObject, numberOf, oneLine } from "./exact.js";
import { percentText } from "./variants.js";
import { captionOf, conditionWords, groupTypeName, propertyWords, shareWords } from "./words.js";

/** Parts that are told piece by piece when they come or go as a whole. */
const DIVIDED = ["filters", "filters.groups", "filters.multivariate", "filters.multivariate.variants", "filters.payloads"];

/**
 * Changes for people: what came or went as a whole is told in its pieces, and bookkeeping is left out.
 * @param {FieldChange[]} changes
 * @returns {FieldChange[]}
 */
export function divided(changes) {
    return changes.flatMap((change) => {
        const { path } = change;
        // A part with members that is nothing on the other side came or went.
        const old = change.old === null && isObject(change.new) ? undefined : change.old;
        const added = change.new === null && isObject(change.old) ? undefined : change.new;
        if (path === "id" || (isEmpty(old) && isEmpty(added))) return [];
        if (path === "name") return captionChanges(old, added);
        if (!DIVIDED.includes(path) || !(isEmpty(old) || isEmpty(added))) return [{ path, old, new: added }];
        const whole = isEmpty(old) ? added : old;
        const pieces = Array.isArray(whole) ? whole.map((piece, index) => [`${path}[${index}]`, piece]) : Object.entries(whole).map(([name, piece]) => [`${path}.${name}`, piece]);
        return divided(pieces.map(([name, piece]) => (isEmpty(old) ? { path: name, old: undefined, new: piece } : { path: name, old: piece, new: undefined })));
    });
}

/**
 * The one text PostHog keeps, as the two that people see.
 * @param {unknown} old
 * @param {unknown} added
 * @returns {FieldChange[]}
 */
function captionChanges(old, added) {
    const [before, after] = [old, added].map((text) => (typeof text === "string" ? captionOf(text) : { description: undefined, displayName: null }));
    return [
        { path: "name", old: before.description, new: after.description },
        { path: "name.displayName", old: before.displayName ?? undefined, new: after.displayName ?? undefined },
    ].filter((change) => change.old !== change.new && !(isEmpty(change.old) && isEmpty(change.new)));
}

/**
 * Changes with those within one condition told as one, from the condition that was to the one that is.
 * @param {FieldChange[]} changes
 * @param {{filters?: FlagFilters}|null} old
 * @param {{filters?: FlagFilters}} now
 * @returns {FieldChange[]}
 */
export function wholeConditions(changes, old, now) {
    /** @type {Map<string, FieldChange>} */
    const told = new Map();
    for (const change of changes) {
        const [path, set, place] = /^filters\.groups\[(\d+)\]\.properties\[(\d+)\](?=\.)/.exec(change.path) ?? [];
        const of = (/** @type {{filters?: FlagFilters}|null} */ side) => side?.filters?.groups?.[Number(set)]?.properties?.[Number(place)];
        if (path === undefined) told.set(change.path, change);
        else told.set(path, { path, old: of(old), new: of(now) });
    }
    return [...told.values()];
}

/** @type {Record<string, string>} */
const NAMES = {
    key: "Key", name: "Description", "name.displayName": "Name in OpenFeature", active: "State", archived: "Archived", deleted: "Deleted", tags: "Tags", id: "Number", evaluation_runtime: "Evaluated on", evaluation_contexts: "Contexts",
    bucketing_identifier: "Bucketed by", ensure_experience_continuity: "Keep people in their variant", is_remote_configuration: "Remote configuration",
    "filters": "Rules", "filters.groups": "Condition sets", "filters.multivariate": "Variants", "filters.multivariate.variants": "Variants", "filters.payloads": "Payloads",
    "filters.aggregation_group_type_index": "Counted by", "filters.holdout": "Holdout", "filters.early_exit": "Stop at the first set that matches", "filters.feature_enrollment": "People may opt in",
};

/** @type {Record<string, string>} */
const PARTS = {
    rollout_percentage: "rollout", variant: "variant for everybody matched", properties: "conditions", aggregation_group_type_index: "counted by", description: "note", key: "key", value: "value",
    operator: "comparison", type: "kind", name: "name", group_type_index: "group type",
};

/**
 * A field in words, for example `Condition set 1, rollout`.
 * @param {string} path
 */
export function fieldName(path) {
    const known = NAMES[path];
    if (known) return known;
    const [, set, condition, rest] = /^filters\.groups\[(\d+)\](?:\.properties\[(\d+)\])?(?:\.(.+))?$/.exec(path) ?? [];
    if (set !== undefined) {
        const parts = [`Condition set ${Number(set) + 1}`, condition === undefined ? "" : `condition ${Number(condition) + 1}`, rest === undefined ? "" : PARTS[rest] ?? rest];
        return parts.filter(Boolean).join(", ");
    }
    const [, variant, member] = /^filters\.multivariate\.variants\[(\d+)\](?:\.(.+))?$/.exec(path) ?? [];
    if (variant !== undefined) return `Variant ${Number(variant) + 1}${member === undefined ? "" : `, ${member === "rollout_percentage" ? "share" : PARTS[member] ?? member}`}`;
    const payload = /^filters\.payloads\.(.+)$/s.exec(path)?.[1];
    if (payload !== undefined) return payload === "true" ? "Payload" : `Value of ${payload}`;
    return path.replace(/^filters\./, "");
}

/**
 * A field's value for people; null when there is none.
 * @param {string} path
 * @param {unknown} value
 * @param {SentenceNames} [names]
 * @returns {string|null}
 */
export function valueWords(path, value, names = {}) {
    if (value === undefined) return null;
    if (isObject(value) && /^filters\.groups\[\d+\]$/.test(path)) return conditionWords(/** @type {FlagCondition} */ (value), names);
    if (isObject(value) && /\.properties\[\d+\]$/.test(path)) return propertyWords(/** @type {FlagProperty} */ (value), names);
    if (isObject(value) && /\.variants\[\d+\]$/.test(path)) {
        const variant = /** @type {FlagVariant} */ (value);
        return `${variant.key} ${shareWords(variant.rollout_percentage)}`;
    }
    if (/rollout_percentage$/.test(path)) return value === null ? "100 %" : Number.isFinite(numberOf(value)) ? percentText(numberOf(value)) : String(value);
    if (/aggregation_group_type_index$/.test(path)) return groupTypeName(/** @type {number|null} */ (value), names.groupTypes);
    if (path === "active") return value ? "on" : "off";
    if (typeof value === "boolean" && !/\.value$/.test(path)) return value ? "yes" : "no";
    if (value === null) return "none";
    if (typeof value === "string") return value === "" ? "empty" : value;
    if (Array.isArray(value)) return value.length === 0 ? "none" : isPlainList(value) ? value.map((part) => (typeof part === "string" ? part : oneLine(part))).join(", ") : oneLine(value);
    return oneLine(value);
}
