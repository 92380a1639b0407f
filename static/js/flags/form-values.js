/** Values of variants as the text of a field, and the payloads that say them (DESIGN §4.3). Pure. */

import { isObject, numberOf, parseExact } from "./exact.js";
import { mistakeSentence } from "./json-text.js";

export const TYPES = /** @type {const} */ (["boolean", "string", "integer", "float", "object", "multivariate"]);

/** @param {string} type whether each variant has a value of a declared type */
export function isTyped(type) {
    return type !== "boolean" && type !== "multivariate";
}

/** @param {string|undefined} payload */
function parsed(payload) {
    if (payload === undefined) return undefined;
    try {
        return parseExact(payload);
    } catch {
        return undefined;
    }
}

/** @param {unknown} value */
export function typeOf(value) {
    if (typeof value === "string") return "string";
    if (typeof value === "boolean") return "boolean";
    if (Number.isFinite(numberOf(value))) return /^-?\d+$/.test(JSON.stringify(value)) ? "integer" : "float";
    return "object";
}

/**
 * The value of a variant whose flag declares a type: the payload's, else its key as text.
 * @param {string} key
 * @param {string|undefined} payload
 */
export function declaredValue(key, payload) {
    if (payload === undefined) return key;
    const value = parsed(payload);
    return value === undefined || value === null ? payload : value;
}

/**
 * @param {string} key
 * @param {string|undefined} payload
 * @param {string} type
 */
export function fieldText(key, payload, type) {
    const value = declaredValue(key, payload);
    return type === "string" ? String(value) : payload ?? "";
}

/**
 * The payload that says a value of a type; the old text when it says the same.
 * @param {string} type
 * @param {string} text
 * @param {string} key
 * @param {string|undefined} old
 */
export function payloadText(type, text, key, old) {
    if (type === "string") return (old !== undefined || key !== text) && (old === undefined || declaredValue(key, old) !== text) ? JSON.stringify(text) : old;
    const trimmed = text.trim();
    if (old !== undefined && old.trim() === trimmed) return old;
    return type === "float" && /^-?\d+$/.test(trimmed) ? `${trimmed}.0` : trimmed;
}

/**
 * @param {string} text
 * @param {string} from
 * @param {string} to
 * @param {string} key
 * @param {string} [old] the stored payload
 */
export function convertedText(text, from, to, key, old) {
    if (from === to) return text;
    if (to === "multivariate") return payloadText(from, text, key, old) ?? "";
    const value = from === "string" && to !== "object" ? text : text.trim() === "" ? undefined : parsed(text);
    if (to === "string") return text.trim() === "" ? key : typeof value === "string" ? value : text;
    if (to === "object") return isObject(value) || Array.isArray(value) ? text : "{}";
    const candidate = typeof value === "string" ? value.trim() : text.trim();
    return valueMistake(to, candidate) === "" ? candidate : "0";
}

/**
 * What is wrong with the text of a value; "" when nothing is.
 * @param {string} type
 * @param {string} text
 */
export function valueMistake(type, text) {
    const trimmed = text.trim();
    if (type === "string") return "";
    if (type === "integer") return !/^-?(0|[1-9]\d*)$/.test(trimmed) ? "A whole number, such as 42." : Number.isSafeInteger(Number(trimmed)) ? "" : "At most 9007199254740991 on either side of zero.";
    if (type === "float") return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(trimmed) && Number.isFinite(Number(trimmed)) ? "" : "A number, such as 2.5.";
    const mistake = mistakeSentence(text);
    if (mistake !== "" || type !== "object") return mistake;
    return /^[[{]/.test(trimmed) ? "" : "An object, such as {\"size\": 2}, or a list.";
}
