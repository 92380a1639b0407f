/**
 * A flag as people edit it, and back (DESIGN §4.3 and §4.7). What this page does not show passes through unchanged: an
 * untouched form gives exactly the definition it was made from. Pure.
 */

import { copyOf, isSame, numberOf } from "./exact.js";
import { declaredValue, fieldText, payloadText, typeOf } from "./form-values.js";
import { percentage, remainder } from "./variants.js";
import { CARRIER, captioned, captionOf, DEFAULT_TAG, isDefaultTag } from "./words.js";

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
        payload: variants.length === 0 ? payloads.true ?? "" : "",
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
export function numberText(value) {
    return value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
}

/** @param {string} share as typed */
function shareOf(share) {
    return percentage(share) ?? (share.trim() === "" ? null : share);
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
