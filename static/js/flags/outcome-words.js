/** What an evaluation gave and why, in words. Pure. */

/** @type {Record<string, string>} */
const REASONS = {
    condition_match: "a condition set matched", no_condition_match: "no condition set matched", out_of_rollout_bound: "outside the rollout", no_group_type: "the group was not given",
    super_condition_value: "the person's own choice", holdout_condition_value: "held out of the experiment", flag_disabled: "the flag is off", missing_dependency: "a flag it depends on is missing",
    flag_data_parsing_error: "the definition cannot be evaluated",
};

/** @param {string} code */
export function reasonWords(code) {
    return REASONS[code] ?? code;
}

/**
 * Old and new outcome of an evaluation in a word.
 * @param {string|boolean|null|undefined} outcome
 */
export function outcomeWords(outcome) {
    if (outcome === true || outcome === "true") return "on";
    if (outcome === false || outcome === "false") return "off";
    return outcome === null || outcome === undefined ? "nothing" : outcome;
}
