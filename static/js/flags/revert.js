/** What going back to an earlier version would change, worked out from the history alone. Pure. */

import { isSame } from "./exact.js";

/**
 * @param {FlagHistoryEntry[]} entries newest first, down to the wanted version at least
 * @param {number} version
 * @returns {FieldChange[]} from what is now to what was
 */
export function undoneBy(entries, version) {
    /** @type {Map<string, {now: any, then: any}>} */
    const fields = new Map();
    for (const entry of entries) {
        if (entry.version <= version) break;
        for (const change of entry.diff) {
            const known = fields.get(change.path);
            fields.set(change.path, { now: known ? known.now : change.new, then: change.old });
        }
    }
    return [...fields].filter(([, { now, then }]) => !isSame(now, then)).map(([path, { now, then }]) => ({ path, old: now, new: then }));
}
