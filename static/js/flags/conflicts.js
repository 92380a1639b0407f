/** What two people changed at the same time. Pure. */

import { patchOf } from "./diff.js";
import { isSame } from "./exact.js";

/** @param {Record<string, any>} patch */
function unitsOf(patch) {
    const { filters = {}, ...others } = patch;
    return [...Object.keys(others), ...Object.keys(filters).map((name) => `filters.${name}`)];
}

/**
 * @param {FlagDefinition} definition
 * @param {string} unit
 */
function unitValue(definition, unit) {
    return unit.startsWith("filters.") ? definition.filters[unit.slice(8)] : definition[unit];
}

/**
 * What two people changed since both read the flag. A unit is what one change replaces whole.
 * @param {FlagDefinition} base what both started from
 * @param {FlagDefinition} theirs
 * @param {FlagDefinition} mine
 * @returns {{unit: string, base: any, theirs: any, mine: any, who: "theirs"|"mine"|"both"|"same"}[]}
 */
export function conflictsBetween(base, theirs, mine) {
    const changedThere = new Set(unitsOf(patchOf(base, theirs)));
    const changedHere = new Set(unitsOf(patchOf(base, mine)));
    return [...new Set([...changedThere, ...changedHere])].map((unit) => {
        const values = { base: unitValue(base, unit), theirs: unitValue(theirs, unit), mine: unitValue(mine, unit) };
        const isBoth = changedThere.has(unit) && changedHere.has(unit);
        return { unit, ...values, who: isBoth ? (isSame(values.theirs, values.mine) ? "same" : "both") : changedHere.has(unit) ? "mine" : "theirs" };
    });
}

