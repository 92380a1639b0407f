/** JSON whose numbers keep the digits they were written with: 10.0 must not come back as 10, nor a long id rounded. Pure. */

const RawJSON = /** @type {{rawJSON?: (text: string) => unknown, isRawJSON?: (value: unknown) => boolean}} */ (/** @type {unknown} */ (JSON));

/** @param {unknown} value */
export function isRaw(value) {
    return RawJSON.isRawJSON?.(value) ?? false;
}

/**
 * A number written as `text`, kept as text where a double would change it.
 * @param {string} text
 * @returns {unknown}
 */
export function exactNumber(text) {
    const value = Number(text);
    return String(value) === text || !RawJSON.rawJSON ? value : RawJSON.rawJSON(text);
}

/**
 * @param {string} text
 * @returns {any}
 */
export function parseExact(text) {
    return JSON.parse(text, /** @param {string} _ @param {unknown} value @param {{source?: string}} [context] */ (_, value, context) =>
        typeof value === "number" && context?.source !== undefined ? exactNumber(context.source) : value);
}

/**
 * @param {unknown} value
 * @returns {number} NaN for what is no number
 */
export function numberOf(value) {
    if (typeof value === "number") return value;
    return isRaw(value) ? Number(JSON.stringify(value)) : NaN;
}

/** @param {unknown} value */
export function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value) && !isRaw(value);
}

/**
 * Whether two values say the same; the order of members does not count.
 * @param {any} one
 * @param {any} other
 * @returns {boolean}
 */
export function isSame(one, other) {
    if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((value, index) => isSame(value, other[index]));
    if (isObject(one) && isObject(other)) {
        const names = Object.keys(one);
        return names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]));
    }
    return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * @template T
 * @param {T} value
 * @returns {T} a copy that shares nothing which can change
 */
export function copyOf(value) {
    if (Array.isArray(value)) return /** @type {T} */ (/** @type {unknown} */ (value.map(copyOf)));
    if (!isObject(value)) return value;
    return /** @type {T} */ (Object.fromEntries(Object.entries(/** @type {object} */ (value)).map(([name, part]) => [name, copyOf(part)])));
}

/**
 * A value on one line, as JSON with spaces.
 * @param {unknown} value
 * @returns {string}
 */
export function oneLine(value) {
    if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
    if (isObject(value)) return `{${Object.entries(/** @type {object} */ (value)).map(([name, part]) => `${JSON.stringify(name)}: ${oneLine(part)}`).join(", ")}}`;
    return JSON.stringify(value) ?? "";
}
