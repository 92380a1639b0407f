/** What is wrong with a flag that is edited. Pure. */

import { isTyped, valueMistake } from "./form-values.js";
import { jsonMistake, mistakeSentence } from "./json-text.js";
import { complaint } from "./operators.js";
import { percentageMistake, remainder } from "./variants.js";
import { rolloutOf } from "./words.js";

const KEY_RULE = /^[a-zA-Z0-9_-]{1,400}$/;
const VARIANT_RULE = /^[a-zA-Z0-9_./-]{1,400}$/;

/**
 * @param {FlagForm} form
 * @param {Set<string>} [taken] keys of all flags
 */
export function keyMistake({ key, isNew, original }, taken) {
    if (key === "") return "A flag needs a key.";
    if (!KEY_RULE.test(key)) return "Letters, digits, - and _ only, at most 400.";
    return taken?.has(key) && (isNew || key !== original.key) ? "Another flag has this key." : "";
}

/**
 * What can be told to be wrong without asking the gateway.
 * @param {FlagForm} form
 * @param {Set<string>} [taken] keys of all flags
 * @returns {FieldProblem[]} `field` is a path as the gateway names it
 */
export function mistakesOf(form, taken) {
    /** @type {FieldProblem[]} */
    const found = [];
    const add = (/** @type {string} */ field, /** @type {string} */ detail) => { if (detail !== "") found.push({ field, rule: "", detail }); };
    add("key", keyMistake(form, taken));
    if (form.type === "boolean" && form.payload.trim() !== "") add("filters.payloads.true", mistakeSentence(form.payload));
    if (isTyped(form.type) && !form.variants.some((variant) => variant.key === form.defaultVariant)) add("default", valueMistake(form.type, form.defaultText));
    if (form.type !== "boolean") {
        const path = "filters.multivariate.variants";
        if (form.type === "multivariate" && form.variants.length === 0) add(path, "At least one variant is needed.");
        form.variants.forEach((variant, index) => {
            if (!VARIANT_RULE.test(variant.key)) add(`${path}[${index}].key`, variant.key === "" ? "A variant needs a key." : "Letters, digits, _ . / and - only.");
            else if (form.variants.findIndex((other) => other.key === variant.key) < index) add(`${path}[${index}].key`, "Another variant has this key.");
            add(`${path}[${index}].rollout_percentage`, percentageMistake(variant.share));
            if (form.type !== "multivariate") add(`filters.payloads.${variant.key}`, valueMistake(form.type, variant.text));
            else if (variant.text !== "" && jsonMistake(variant.text)) add(`filters.payloads.${variant.key}`, mistakeSentence(variant.text));
        });
        const { sum, isExact, isOver, isUnclear } = remainder(form.variants.map((variant) => variant.share));
        if (isOver || (form.type === "multivariate" && !isExact && !isUnclear && form.variants.length > 0)) add(path, `The shares sum to ${sum} %, ${form.type === "multivariate" ? "they must sum to 100 %" : "at most 100 % can be given away"}.`);
    }
    if (form.groups.length === 0 && !form.isRemoteConfiguration) add("filters.groups", "At least one condition set is needed.");
    const variantKeys = [...form.variants.map((variant) => variant.key), form.carrier?.variant.key];
    form.groups.forEach((set, index) => {
        const path = `filters.groups[${index}]`;
        if (Number.isNaN(rolloutOf(set.rollout_percentage))) add(`${path}.rollout_percentage`, percentageMistake(""));
        if (set.variant && !(form.type !== "boolean" && variantKeys.includes(set.variant))) add(`${path}.variant`, `There is no variant ${set.variant}.`);
        (set.properties ?? []).forEach((property, place) => add(`${path}.properties[${place}].${property.key === "" ? "key" : "value"}`, complaint(property)));
    });
    return found;
}
