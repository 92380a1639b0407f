/**
 * The key a flag has in the manifest. What PostHog allows in no key is kept there as `_u` + its number + `_`, and so is
 * an underscore that would begin such an escape by chance. Pure.
 */

/**
 * @param {string} text after an underscore
 * @returns {{character: string, rest: string}|null} what the underscore begins to write, and what follows
 */
function escapeAt(text) {
    const [whole = "", digits = ""] = /^u([\dA-F]{4}|[1-9A-F][\dA-F]{4,5})_/.exec(text) ?? [];
    const number = parseInt(digits, 16);
    if (!(number <= 0x10ffff) || (number >= 0xd800 && number <= 0xdfff)) return null;
    const character = String.fromCodePoint(number);
    const rest = text.slice(whole.length);
    const isEscaped = character === "_" ? escapeAt(rest) !== null : !/[a-zA-Z0-9\x00-\x1f\x7f-\x9f-]/.test(character);
    return isEscaped ? { character, rest } : null;
}

/** @param {string} key as it is stored */
export function manifestKey(key) {
    let found = "";
    for (let rest = key; rest !== "";) {
        const escape = rest[0] === "_" ? escapeAt(rest.slice(1)) : null;
        found += escape?.character ?? rest[0];
        rest = escape?.rest ?? rest.slice(1);
    }
    return found;
}
