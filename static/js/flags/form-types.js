/** A flag that is edited becomes one of another type, and what was typed is still there on the way back. Pure. */

import { definitionOf, numberText } from "./form.js";
import { convertedText } from "./form-values.js";

/**
 * A value for another type: made from what was typed last, not from what a type it did not fit made of that.
 * @param {{text: string, typed?: TypedValue}} value
 * @param {string} from
 * @param {string} to
 * @param {string} [key]
 * @param {string} [old] the stored payload
 */
function carried({ text, typed }, from, to, key = "", old = undefined) {
    const source = typed?.made === text ? typed : { type: from, text };
    const made = convertedText(source.text, source.type, to, key, old);
    return { text: made, typed: source.type === "boolean" ? { type: to, text: made, made } : { type: source.type, text: source.text, made } };
}

/** @param {FlagForm} form @param {string} from @param {string} to */
function carriedDefault(form, from, to) {
    const { text, typed } = carried({ text: form.defaultText, typed: form.defaultTyped }, from, to);
    return { defaultText: text, defaultTyped: typed };
}

/**
 * PostHog's own variants, among them the one that carries the default.
 * @param {FlagForm} form of a declared type
 * @returns {Partial<FlagForm>}
 */
function asOwnVariants(form) {
    const made = definitionOf(form).filters.multivariate?.variants ?? [];
    const stored = form.original.filters.payloads ?? {};
    const variants = form.variants.map((variant) => ({ ...variant, ...carried(variant, form.type, "multivariate", variant.key, stored[variant.original?.key ?? ""]) }));
    if (made.length > variants.length) {
        const place = Math.min(form.carrier?.index ?? variants.length, variants.length);
        const { name, ...original } = made[place];
        const chosen = form.variants.find((variant) => variant.key === form.defaultVariant);
        const { text } = carried(chosen ?? { text: form.defaultText, typed: form.defaultTyped }, form.type, "multivariate", original.key, stored[original.key]);
        variants.splice(place, 0, { key: original.key, share: numberText(original.rollout_percentage), text, original, wasDefault: { carrier: form.carrier, text } });
    }
    return { variants, carrier: null, ...carriedDefault(form, form.type, form.type) };
}

/**
 * @param {FlagForm} form
 * @param {FlagForm["type"]} type
 * @returns {Partial<FlagForm>} of a flag that had PostHog's own variants
 */
function asDeclared(form, type) {
    // The default that became a variant is the default again, with the key and the value it has by now.
    const given = form.variants.find((variant) => variant.wasDefault);
    const list = form.variants.filter((variant) => variant !== given);
    const variants = list.map((variant) => ({ ...variant, ...carried(variant, "multivariate", type, variant.key) }));
    const carrier = given?.wasDefault?.carrier ?? null;
    const parts = { variants, carrier: carrier && given ? { ...carrier, variant: { ...carrier.variant, key: given.key } } : null };
    if (form.defaultTyped === undefined) return { ...parts, ...carriedDefault(form, "boolean", type), defaultVariant: list[0]?.key ?? null };
    if (!given || given.text === given.wasDefault?.text) return { ...parts, ...carriedDefault(form, "string", type) };
    const { text, typed } = carried(given, "multivariate", type, given.key);
    return { ...parts, defaultText: text, defaultTyped: typed, defaultVariant: null };
}

/**
 * The same flag as another type. What a type has no place for is kept until the form is left.
 * @param {FlagForm} form
 * @param {FlagForm["type"]} type
 * @returns {FlagForm}
 */
export function withType(form, type) {
    if (type === form.type) return form;
    if (type === "boolean") return { ...form, type, beforeBoolean: form.type };
    const from = form.type === "boolean" ? form.beforeBoolean ?? "boolean" : form.type;
    const shown = { ...form, type };
    if (from === type) return shown;
    if (from === "multivariate") return { ...shown, ...asDeclared(form, type) };
    if (type !== "multivariate") return { ...shown, ...carriedDefault(form, from, type), variants: form.variants.map((variant) => ({ ...variant, ...carried(variant, from, type, variant.key) })) };
    if (from !== "boolean") return { ...shown, ...asOwnVariants({ ...form, type: from }) };
    return { ...shown, variants: ["control", "test"].map((key) => ({ key, share: "50", text: "", original: null })) };
}
