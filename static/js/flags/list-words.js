/** A flag in a line of a list. Pure. */

import { percentText } from "./variants.js";
import { captionOf, CARRIER, conditionWords, isDefaultTag, rolloutOf, TYPE_NAMES } from "./words.js";

/** @type {Record<string, string>} */
export const STALE_WORDS = { never_evaluated: "nobody has asked for it since it was made", fully_rolled_out: "everybody gets the same and it has not changed for 30 days" };

/**
 * The first line of a description.
 * @param {string} text
 */
export function shortDescription(text) {
    return captionOf(text).description.split("\n")[0];
}

/**
 * The type of a flag as its form calls it: one with variants that declares no default is PostHog's own, whatever
 * OpenFeature reads from its payloads.
 * @param {{type: string, tags: string[], filters: FlagFilters}} flag
 */
export function typeWords({ type, tags, filters }) {
    const variants = filters.multivariate?.variants ?? [];
    const isPlain = variants.length > 0 && !variants.some((variant) => variant.name === CARRIER) && !tags.some(isDefaultTag);
    return TYPE_NAMES[isPlain ? "multivariate" : type] ?? type;
}

/**
 * Whether a flag's conditions say by number what people know by name: a cohort, another flag, a type of groups.
 * @param {{filters: FlagFilters}} flag
 */
export function needsNames({ filters }) {
    const isGroups = (/** @type {unknown} */ index) => index !== null && index !== undefined;
    return isGroups(filters.aggregation_group_type_index) || (filters.groups ?? []).some((set) =>
        isGroups(set.aggregation_group_type_index) || (set.properties ?? []).some((property) => property.type === "cohort" || property.type === "flag"));
}

/**
 * Who gets a flag, in a few words for a list.
 * @param {{active: boolean, archived?: boolean, filters: FlagFilters}} flag
 * @param {SentenceNames} [names]
 */
export function rolloutWords(flag, names = {}) {
    const sets = flag.filters.groups ?? [];
    if (sets.length === 0) return "nobody";
    if (sets.length <= 2) return sets.map((set) => conditionWords(set, { ...names, flagLevel: flag.filters.aggregation_group_type_index })).join("; ");
    const reach = Math.max(...sets.filter((set) => (set.properties ?? []).length === 0).map((set) => rolloutOf(set.rollout_percentage)), 0);
    const others = sets.filter((set) => (set.properties ?? []).length > 0).length;
    const everybody = reach >= 100 ? "everybody" : reach > 0 ? `${percentText(reach)} of everybody` : "";
    return [everybody, others > 0 ? `${others} condition ${others === 1 ? "set" : "sets"}` : ""].filter(Boolean).join(" and ");
}
