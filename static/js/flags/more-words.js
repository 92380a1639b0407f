/** The settings of a flag that seldom differ from what is usual, in words. Pure. */

import { oneLine } from "./exact.js";
import { BUCKETING, groupTypeName, holdoutWords, RUNTIMES, SWITCHES } from "./words.js";

/** @param {{value: string, label: string}[]} options @param {string} value */
function labelOf(options, value) {
    return options.find((option) => option.value === value)?.label ?? value;
}

/**
 * Whatever is not as usual.
 * @param {any} flag a definition
 * @param {string[]} [groupTypes]
 * @returns {[name: string, words: string][]}
 */
export function moreWords(flag, groupTypes) {
    const { groups, multivariate, payloads, aggregation_group_type_index: by = null, early_exit: isEarly, feature_enrollment: isOpen, holdout, ...others } = flag.filters;
    const { evaluation_runtime: runtime = "all", bucketing_identifier: bucketing = "distinct_id", evaluation_contexts: contexts = [] } = flag;
    /** @type {[unknown, string, string][]} */
    const facts = [
        [runtime !== "all", "Evaluated on", labelOf(RUNTIMES, runtime)],
        [by !== null, "Counted by", groupTypeName(by, groupTypes)],
        [bucketing !== "distinct_id", "Bucketed by", labelOf(BUCKETING, bucketing)],
        [contexts.length > 0, "Contexts", contexts.join(", ")],
        [flag.ensure_experience_continuity, SWITCHES.continuity, "yes"],
        [isEarly, SWITCHES.earlyExit, "yes"],
        [isOpen, SWITCHES.enrollment, "yes"],
        [flag.is_remote_configuration, SWITCHES.remote, "yes"],
        [holdout, "Holdout", holdout ? holdoutWords(holdout) : ""],
        ...Object.entries(others).map(([name, value]) => /** @type {[unknown, string, string]} */ ([value !== null && value !== false, name, typeof value === "string" ? value : oneLine(value)])),
    ];
    return facts.filter(([isUnusual]) => isUnusual).map(([, name, words]) => [name, words]);
}
