/**
 * A flag as people edit it, and back (DESIGN §4.3 and §4.7). What this page does not show passes through unchanged: an
 * untouched form gives exactly the definition it was made from. Pure.
 */

import { copyOf, isObject, isSame, numberOf, parseExact } from "./exact.js";
import { jsonMistake, mistakeSentence } from "./json-text.js";
import { complaint } from "./operators.js";
import { percentage, remainder } from "./variants.js";
import { CARRIER, captioned, captionOf, DEFAULT_TAG, isDefaultTag } from "./words.js";

export const KEY_RULE = /^[a-zA-Z0-9_-]{1,400}$/;
const VARIANT_RULE = /^[a-zA-Z0-9_./-]{1,400}$/;
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
function typeOf(value) {
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
function declaredValue(key, payload) {
    if (payload === undefined) return key;
    const value = parsed(payload);
    return value === undefined || value === null ? payload : value;
}

/**
 * @param {string} key
 * @param {string|undefined} payload
 * @param {string} type
 */
function fieldText(key, payload, type) {
    const value = declaredValue(key, payload);
    return type === "string" ? String(value) : payload ?? "";
}

/**
 * The type a flag with variants declares, when this form can show it; null for a flag that declares none.
 * @param {FlagVariant[]} variants
 * @param {Record<string, string>} payloads
 * @param {string|null} named what the tag for the default names
 */
function declaration(variants, payloads, named) {
    const carrier = variants.find((variant) => variant.name === CARRIER) ?? null;
    const chosen = carrier ?? variants.find((variant) => variant.key === named) ?? variants.find((variant) => variant.key.toLowerCase() === named) ?? null;
    if (!chosen) return null;
    const types = new Set(variants.map((variant) => typeOf(declaredValue(variant.key, payloads[variant.key]))));
    const type = types.size === 2 && types.has("integer") && types.has("float") ? "float" : types.size === 1 ? [...types][0] : "boolean";
    return type === "boolean" ? null : { type, carrier, chosen };
}

/** @param {string[]} tags */
function defaultNameOf(tags) {
    return tags.find((tag) => tag.startsWith(DEFAULT_TAG))?.slice(DEFAULT_TAG.length) ?? null;
}

/** A flag that does not exist yet: on for nobody. @param {string} [key] @returns {FlagForm} */
export function newForm(key = "") {
    return {
        ...formOf({ key, name: "", active: true, filters: { groups: [{ properties: [], rollout_percentage: 0 }], multivariate: null, payloads: {} }, tags: [] }),
        isNew: true,
    };
}

/**
 * @param {any} flag a definition
 * @returns {FlagForm}
 */
export function formOf(flag) {
    const definition = copyOf(flag);
    const { groups = [], multivariate = null, payloads = {}, ...restFilters } = definition.filters;
    const tags = definition.tags ?? [];
    const named = defaultNameOf(tags);
    const variants = /** @type {FlagVariant[]} */ (multivariate?.variants ?? []);
    const declared = variants.length > 0 ? declaration(variants, payloads, named) : null;
    const type = declared?.type ?? (variants.length > 0 ? "multivariate" : "boolean");
    const caption = captionOf(definition.name ?? "");
    return {
        isNew: false,
        original: definition,
        key: definition.key,
        description: caption.description,
        displayName: caption.displayName ?? "",
        active: definition.active ?? true,
        type: /** @type {FlagForm["type"]} */ (type),
        defaultOn: variants.length === 0 && named === "true",
        payload: payloads.true ?? "",
        defaultVariant: declared && !declared.carrier ? declared.chosen.key : null,
        defaultText: declared ? fieldText(declared.chosen.key, payloads[declared.chosen.key], type) : "",
        variants: variants.filter((variant) => variant !== declared?.carrier).map((variant) => ({
            key: variant.key,
            share: numberText(variant.rollout_percentage),
            text: declared ? fieldText(variant.key, payloads[variant.key], type) : payloads[variant.key] ?? "",
            original: variant,
        })),
        carrier: declared?.carrier ? { variant: declared.carrier, index: variants.indexOf(declared.carrier) } : null,
        groups,
        tags,
        runtime: definition.evaluation_runtime ?? "all",
        contexts: definition.evaluation_contexts ?? [],
        bucketing: definition.bucketing_identifier ?? "distinct_id",
        continuity: definition.ensure_experience_continuity ?? false,
        isRemoteConfiguration: definition.is_remote_configuration ?? false,
        restFilters,
    };
}

/** @param {unknown} value */
function numberText(value) {
    return value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
}

/** @param {string} share as typed */
function shareOf(share) {
    return percentage(share) ?? (share.trim() === "" ? null : share);
}

/**
 * The payload that says a value of a type; the old text when it says the same.
 * @param {string} type
 * @param {string} text
 * @param {string} key
 * @param {string|undefined} old
 */
function payloadText(type, text, key, old) {
    if (type === "string") return (old !== undefined || key !== text) && (old === undefined || declaredValue(key, old) !== text) ? JSON.stringify(text) : old;
    const trimmed = text.trim();
    if (old !== undefined && old.trim() === trimmed) return old;
    return type === "float" && /^-?\d+$/.test(trimmed) ? `${trimmed}.0` : trimmed;
}

/**
 * @param {FlagForm} form
 * @returns {string} the key of the variant that carries the default
 */
function carrierKey(form) {
    if (form.carrier) return form.carrier.variant.key;
    let key = "default";
    while (form.variants.some((variant) => variant.key === key)) key = `openfeature-${key}`;
    return key;
}

/**
 * Variants, payloads and what the tag for the default names.
 * @param {FlagForm} form
 */
function outcomes(form) {
    const oldPayloads = form.original.filters.payloads ?? {};
    const oldName = defaultNameOf(form.original.tags ?? []);
    const hadVariants = (form.original.filters.multivariate?.variants ?? []).length > 0;
    /** @type {Record<string, string>} */
    const payloads = {};
    if (form.type === "boolean") {
        if (form.payload.trim() !== "") payloads.true = hadVariants || form.payload !== oldPayloads.true ? form.payload.trim() : form.payload;
        // Without the tag a payload of another kind would make the flag one of that kind.
        const isPayloadNew = payloads.true !== undefined && (hadVariants || oldPayloads.true === undefined);
        const keepsOff = !hadVariants && (oldName === "false" || (oldName !== null && oldName !== "true"));
        return { variants: null, payloads, named: form.defaultOn ? "true" : keepsOff ? oldName : isPayloadNew ? "false" : null };
    }
    const variants = form.variants.map((variant) => {
        const wasKey = variant.original?.key;
        const old = wasKey === undefined ? undefined : oldPayloads[wasKey];
        const payload = form.type === "multivariate" ? (variant.text === "" ? undefined : variant.text === old ? old : variant.text.trim()) : payloadText(form.type, variant.text, variant.key, old);
        if (payload !== undefined) payloads[variant.key] = payload;
        return { ...variant.original, key: variant.key, rollout_percentage: isSame(numberText(variant.original?.rollout_percentage), variant.share) ? variant.original?.rollout_percentage : shareOf(variant.share) };
    });
    if (form.type === "multivariate") return { variants, payloads, named: hadVariants ? oldName : null };
    const { left, isExact } = remainder(form.variants.map((variant) => variant.share));
    const chosen = form.variants.find((variant) => variant.key === form.defaultVariant) ?? null;
    const isForced = form.carrier !== null && form.groups.some((set) => set.variant === form.carrier?.variant.key);
    if (chosen && isExact && !isForced) return { variants, payloads, named: oldName !== null && oldName === chosen.key.toLowerCase() ? oldName : chosen.key };
    const key = carrierKey(form);
    const old = form.carrier ? oldPayloads[key] : undefined;
    const payload = payloadText(form.type, chosen ? chosen.text : form.defaultText, form.carrier || old !== undefined ? key : "", old);
    if (payload !== undefined) payloads[key] = payload;
    const kept = form.carrier && Math.abs(numberOf(form.carrier.variant.rollout_percentage) - left) < 1e-6 ? form.carrier.variant : null;
    variants.splice(form.carrier?.index ?? variants.length, 0, kept ?? { name: CARRIER, ...form.carrier?.variant, key, rollout_percentage: left });
    return { variants, payloads, named: form.carrier ? oldName : null };
}

/**
 * @param {string[]} tags
 * @param {string|null} name
 */
function withDefaultName(tags, name) {
    const wanted = name === null ? [] : [DEFAULT_TAG + name];
    return isSame(tags.filter(isDefaultTag), wanted) ? tags : [...tags.filter((tag) => !isDefaultTag(tag)), ...wanted];
}

/**
 * The definition as the gateway takes it.
 * @param {FlagForm} form
 * @returns {FlagDefinition}
 */
export function definitionOf(form) {
    const { original } = form;
    const { variants, payloads, named } = outcomes(form);
    const oldCaption = captionOf(original.name ?? "");
    const isCaptionKept = oldCaption.description === form.description && (oldCaption.displayName ?? "") === form.displayName;
    /** @type {Record<string, any>} */
    const filters = { groups: form.groups, multivariate: variants === null ? null : { ...original.filters.multivariate, variants }, payloads, ...form.restFilters };
    /** @type {Record<string, any>} */
    const definition = { key: form.key, name: isCaptionKept ? original.name ?? "" : captioned(form.description, form.displayName), active: form.active, filters, tags: withDefaultName(form.tags, named) };
    const settings = { evaluation_runtime: form.runtime, evaluation_contexts: form.contexts, bucketing_identifier: form.bucketing, ensure_experience_continuity: form.continuity, is_remote_configuration: form.isRemoteConfiguration };
    const unset = { evaluation_runtime: "all", evaluation_contexts: [], bucketing_identifier: "distinct_id", ensure_experience_continuity: false, is_remote_configuration: false };
    for (const [name, value] of Object.entries(settings)) {
        if (original[name] !== undefined || !isSame(value, unset[/** @type {keyof typeof unset} */ (name)])) definition[name] = value;
    }
    return copyOf(/** @type {FlagDefinition} */ (definition));
}

/**
 * The same flag as another type; values are kept where they can be.
 * @param {FlagForm} form
 * @param {FlagForm["type"]} type
 * @returns {FlagForm}
 */
export function withType(form, type) {
    if (type === form.type) return form;
    const plain = definitionOf(form).filters;
    if (type === "multivariate" && form.type !== "boolean") {
        const variants = (plain.multivariate?.variants ?? []).map((variant) => {
            const { name, ...rest } = variant;
            return { key: variant.key, share: numberText(variant.rollout_percentage), text: plain.payloads?.[variant.key] ?? "", original: name === CARRIER ? rest : variant };
        });
        return { ...form, type, variants, carrier: null, defaultVariant: null };
    }
    if (type === "multivariate") return { ...form, type, variants: [{ key: "control", share: "50", text: "", original: null }, { key: "test", share: "50", text: "", original: null }], defaultVariant: null };
    if (type === "boolean") return { ...form, type, variants: [], carrier: null, defaultVariant: null, defaultOn: false, payload: "" };
    const converted = (/** @type {string} */ text, /** @type {string} */ key) => convertedText(text, form.type, type, key);
    return {
        ...form, type,
        variants: form.variants.map((variant) => ({ ...variant, text: converted(variant.text, variant.key) })),
        defaultText: converted(form.type === "boolean" ? "" : form.defaultText, ""),
        defaultVariant: form.type === "multivariate" ? form.variants[0]?.key ?? null : form.defaultVariant,
    };
}

/**
 * @param {string} text
 * @param {string} from
 * @param {string} to
 * @param {string} key
 */
function convertedText(text, from, to, key) {
    const value = from === "string" ? text : text.trim() === "" ? undefined : parsed(text);
    if (to === "string") return from === "string" ? text : text.trim() === "" ? key : typeof value === "string" ? value : text;
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

/**
 * What can be told to be wrong without asking the gateway.
 * @param {FlagForm} form
 * @returns {FieldProblem[]} `field` is a path as the gateway names it
 */
export function mistakesOf(form) {
    /** @type {FieldProblem[]} */
    const found = [];
    const add = (/** @type {string} */ field, /** @type {string} */ detail) => { if (detail !== "") found.push({ field, rule: "", detail }); };
    if (!KEY_RULE.test(form.key)) add("key", form.key === "" ? "A flag needs a key." : "Letters, digits, - and _ only, at most 400.");
    if (form.type === "boolean" && form.payload.trim() !== "") add("filters.payloads.true", mistakeSentence(form.payload));
    if (isTyped(form.type) && !form.variants.some((variant) => variant.key === form.defaultVariant)) add("default", valueMistake(form.type, form.defaultText));
    if (form.type !== "boolean") {
        const path = "filters.multivariate.variants";
        if (form.type === "multivariate" && form.variants.length === 0) add(path, "At least one variant is needed.");
        form.variants.forEach((variant, index) => {
            if (!VARIANT_RULE.test(variant.key)) add(`${path}[${index}].key`, variant.key === "" ? "A variant needs a key." : "Letters, digits, _ . / and - only.");
            else if (form.variants.findIndex((other) => other.key === variant.key) < index) add(`${path}[${index}].key`, "Another variant has this key.");
            if (percentage(variant.share) === null) add(`${path}[${index}].rollout_percentage`, "From 0 to 100.");
            if (form.type !== "multivariate") add(`filters.payloads.${variant.key}`, valueMistake(form.type, variant.text));
            else if (variant.text !== "" && jsonMistake(variant.text)) add(`filters.payloads.${variant.key}`, mistakeSentence(variant.text));
        });
        const { sum, isExact, isOver } = remainder(form.variants.map((variant) => variant.share));
        if (isOver || (form.type === "multivariate" && !isExact && form.variants.length > 0)) add(path, `The shares sum to ${sum} %, ${form.type === "multivariate" ? "they must sum to 100 %" : "at most 100 % can be given away"}.`);
    }
    if (form.groups.length === 0 && !form.isRemoteConfiguration) add("filters.groups", "At least one condition set is needed.");
    const variantKeys = [...form.variants.map((variant) => variant.key), form.carrier?.variant.key];
    form.groups.forEach((set, index) => {
        const path = `filters.groups[${index}]`;
        if (set.rollout_percentage !== null && set.rollout_percentage !== undefined) {
            const value = numberOf(set.rollout_percentage);
            if (!(value >= 0 && value <= 100)) add(`${path}.rollout_percentage`, "From 0 to 100.");
        }
        if (set.variant && !(form.type !== "boolean" && variantKeys.includes(set.variant))) add(`${path}.variant`, `There is no variant ${set.variant}.`);
        (set.properties ?? []).forEach((property, place) => add(`${path}.properties[${place}].${property.key === "" ? "key" : "value"}`, complaint(property)));
    });
    return found;
}
