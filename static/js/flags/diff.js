/** What differs between two versions of a flag, and the change that makes one the other. Pure. */

import { isObject, isSame } from "./exact.js";

/** Members of a flag that people set; everything else is bookkeeping. */
const SETTABLE = [
    "key", "name", "active", "filters", "tags", "evaluation_runtime", "evaluation_contexts", "bucketing_identifier",
    "ensure_experience_continuity", "is_remote_configuration",
];

/**
 * @param {any} flag
 * @returns {FlagDefinition} what people set of it
 */
export function settingsOf(flag) {
    return /** @type {any} */ (Object.fromEntries(SETTABLE.filter((name) => flag[name] !== undefined).map((name) => [name, flag[name]])));
}

/**
 * Whether a list is told as a whole, such as tags.
 * @param {unknown[]} list
 */
export function isPlainList(list) {
    return list.every((value) => !Array.isArray(value) && !isObject(value));
}

/**
 * @param {any} old undefined when there is none
 * @param {any} value undefined when there is none any more
 * @param {string} path
 * @param {FieldChange[]} changes
 */
function compare(old, value, path, changes) {
    if (isSame(old, value)) return;
    if (isObject(old) && isObject(value)) {
        for (const name of new Set([...Object.keys(old), ...Object.keys(value)])) compare(old[name], value[name], path === "" ? name : `${path}.${name}`, changes);
    } else if (Array.isArray(old) && Array.isArray(value) && !(isPlainList(old) && isPlainList(value))) {
        for (let index = 0; index < Math.max(old.length, value.length); index += 1) compare(old[index], value[index], `${path}[${index}]`, changes);
    } else changes.push({ path, old, new: value });
}

/**
 * @param {any} old a definition; null for a flag that does not exist yet
 * @param {any} value
 * @returns {FieldChange[]} as the gateway's history tells them
 */
export function changesBetween(old, value) {
    /** @type {FieldChange[]} */
    const changes = [];
    compare(old ?? {}, value, "", changes);
    return old === null ? changes.filter(({ new: added }) => !isEmpty(added)) : changes;
}

/**
 * Whether a member says nothing.
 * @param {unknown} value
 */
export function isEmpty(value) {
    if (value === null || value === undefined || value === false || value === "") return true;
    return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(/** @type {object} */ (value)).length === 0;
}

/**
 * The members a change must send: of `filters` only those that differ, each whole.
 * @param {FlagDefinition} old
 * @param {FlagDefinition} value
 * @returns {Record<string, any>} empty when nothing differs
 */
export function patchOf(old, value) {
    /** @type {Record<string, any>} */
    const patch = {};
    for (const name of SETTABLE) {
        if (name !== "filters" && value[name] !== undefined && !isSame(old[name], value[name])) patch[name] = value[name];
    }
    /** @type {Record<string, any>} */
    const filters = {};
    for (const name of new Set([...Object.keys(old.filters), ...Object.keys(value.filters)])) {
        if (!isSame(old.filters[name] ?? null, value.filters[name] ?? null)) filters[name] = value.filters[name] ?? null;
    }
    return Object.keys(filters).length > 0 ? { ...patch, filters } : patch;
}

/**
 * A definition with a patch on top, as the gateway applies it.
 * @param {FlagDefinition} definition
 * @param {Record<string, any>} patch
 * @returns {FlagDefinition}
 */
export function patched(definition, patch) {
    return { ...definition, ...patch, filters: { ...definition.filters, ...patch.filters } };
}
