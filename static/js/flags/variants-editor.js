/** What a flag gives: its type, its default, its variants with their shares and values. */

import { announce, button, fill, h, icon, iconButton } from "../dom.js";
import { checkbox, choice, field, focusOn, jsonField, markOf, percentField, redraw, setMistake, textInput } from "./fields.js";
import { withType } from "./form-types.js";
import { isTyped, TYPES, valueMistake } from "./form-values.js";
import { evenShares, leftWords, remainder } from "./variants.js";
import { TYPE_NAMES } from "./words.js";

/** @type {Record<string, string>} */
const TYPE_HINTS = {
    boolean: "On for whoever fits the rules, off for everybody else.",
    string: "A text for each variant.", integer: "A whole number for each variant.", float: "A number for each variant; 10.0 stays 10.0.", object: "A JSON object or list for each variant.",
    multivariate: "PostHog's own form: code asks for the variant's key; a payload is optional.",
};

/**
 * @param {FlagForm} form changed in place
 * @param {() => void} changed
 * @param {() => void} typeChanged also when variants were added or removed
 * @param {() => void} keysChanged while the key of a variant is typed
 */
export function valuesEditor(form, changed, typeChanged, keysChanged) {
    const body = h("div", { class: "values-body" });
    const hint = h("p", { class: "hint type-hint" });
    const types = h("div", { class: "type-choice", role: "radiogroup" }, TYPES.map((type) => {
        const input = h("input", { type: "radio", name: "flag-type", value: type, onchange: () => {
            Object.assign(form, withType(form, type));
            draw();
            typeChanged();
        } });
        input.checked = form.type === type;
        return h("label", { class: "type-option" }, input, h("span", null, TYPE_NAMES[type]));
    }));
    const draw = () => {
        hint.textContent = TYPE_HINTS[form.type];
        redraw(body, () => (form.type === "boolean" ? booleanFields(form, changed) : variantFields(form, changed, typeChanged, keysChanged, draw)));
    };
    draw();
    return h("div", { class: "values" }, field({ label: "Type", control: types }), hint, body);
}

/**
 * @param {FlagForm} form
 * @param {() => void} changed
 */
function booleanFields(form, changed) {
    return [
        checkbox("The default in code is on", form.defaultOn, (isOn) => {
            form.defaultOn = isOn;
            changed();
        }, "OpenFeature's default: what an application uses while it cannot ask. It turns the flag on for nobody."),
        h("details", { class: "more", open: form.payload !== "" }, h("summary", null, icon("chevron-right", "chevron"), "Payload"),
            jsonField({ label: "Payload", isLabelHidden: true, value: form.payload, path: "filters.payloads.true", focus: "payload", hint: "JSON that PostHog's SDKs get along with “on”.", onText: (text) => {
                form.payload = text;
                changed();
            } })),
    ];
}

/**
 * @param {FlagForm} form
 * @param {() => void} changed
 * @param {() => void} typeChanged
 * @param {() => void} keysChanged
 * @param {() => void} draw
 */
function variantFields(form, changed, typeChanged, keysChanged, draw) {
    const typed = isTyped(form.type);
    const left = h("p", { class: "left-over", role: "status" });
    const bar = h("div", { class: "share-bar", "aria-hidden": "true" });
    const tell = () => {
        const { text, isBad } = leftWords(form.variants.map((variant) => variant.share), typed);
        left.classList.toggle("bad", isBad);
        fill(left, icon(isBad ? "exclamation-triangle-fill" : "check-circle-fill"), h("span", null, text));
        bar.replaceChildren(...form.variants.map((variant, index) => {
            const part = h("span", { class: `share part-${index % 6}` });
            part.style.setProperty("--share", `${remainder([variant.share]).sum}`);
            return part;
        }));
    };
    const edited = () => {
        tell();
        changed();
    };
    const redrawn = () => {
        draw();
        typeChanged();
    };
    const rows = form.variants.map((variant, index) => variantRow({ form, variant, index, edited, keysChanged, remove: () => {
        form.variants.splice(index, 1);
        if (form.defaultVariant === variant.key) form.defaultVariant = null;
        redrawn();
        announce(`Variant ${variant.key} is removed`);
    } }));
    tell();
    const add = button("Add a variant", "flags.svg#plus-lg", () => {
        let number = form.variants.length + 1;
        while (form.variants.some((variant) => variant.key === `variant-${number}`)) number += 1;
        const { left: rest } = remainder(form.variants.map((variant) => variant.share));
        const added = { key: `variant-${number}`, share: String(rest), text: form.type === "multivariate" ? "" : form.type === "object" ? "{}" : form.type === "string" ? `variant-${number}` : "0", original: null };
        form.variants.push(added);
        redrawn();
        const holder = document.querySelector(".values-body");
        if (holder instanceof HTMLElement) focusOn(holder, `${markOf(added)}-key`);
    }, { class: "button quiet small", "data-focus": "add-variant" });
    const even = button("Share evenly", "", () => {
        evenShares(form.variants.length).forEach((share, index) => { form.variants[index].share = share; });
        redrawn();
    }, { class: "button quiet small", "data-focus": "even" });
    return [
        typed && defaultFields(form, changed, redrawn),
        rows.length > 0 && h("div", { class: "variants" }, h("div", { class: "variant variant-heads", "aria-hidden": "true" }, ["", "Key", "Share", typed ? "Value" : "Payload, if any"].map((name) => h("span", null, name))), rows),
        rows.length > 0 && bar,
        field({ label: "Shares", isLabelHidden: true, path: "filters.multivariate.variants", extra: "shares", control: h("div", { role: "group", class: "shares-line" }, rows.length > 0 && left, add, rows.length > 1 && even) }),
        typed && rows.length === 0 && h("p", { class: "hint" }, "Without variants everybody gets the default."),
    ];
}

/**
 * @param {FlagForm} form
 * @param {() => void} changed
 * @param {() => void} redrawn
 */
function defaultFields(form, changed, redrawn) {
    const options = [{ value: "", label: "a value of its own" }, ...form.variants.filter((variant) => variant.key !== "").map((variant) => ({ value: `=${variant.key}`, label: `the value of ${variant.key}` }))];
    const isOwn = !form.variants.some((variant) => variant.key === form.defaultVariant);
    return h("div", { class: "default-fields" },
        form.variants.length > 0 && field({ label: "Default", hint: "What code gets while the flag is off, nothing fits or the gateway cannot be asked.", control: choice(options, isOwn ? "" : `=${form.defaultVariant}`, (chosen) => {
            const before = form.variants.find((variant) => variant.key === form.defaultVariant);
            if (chosen === "" && before) form.defaultText = before.text;
            form.defaultVariant = chosen === "" ? null : chosen.slice(1);
            redrawn();
        }, { "data-focus": "default-choice" }) }),
        isOwn && valueField({ form, label: form.variants.length > 0 ? "Default value" : "Default", text: form.defaultText, path: "default", focus: "default-value", hint: form.variants.length > 0 ? null : "What code gets while the flag is off, nothing fits or the gateway cannot be asked.", onText: (text) => {
            form.defaultText = text;
            changed();
        } }));
}

/**
 * @param {{form: FlagForm, label: string, text: string, path: string, focus: string, hint?: Child, isLabelHidden?: boolean, onText: (text: string) => void}} content
 */
function valueField({ form, label, text, path, focus, hint = null, isLabelHidden = false, onText }) {
    if (form.type === "object" || form.type === "multivariate") return jsonField({ label, value: text, path, hint, isLabelHidden, focus, rows: form.type === "object" ? 3 : 1, mayBeEmpty: form.type === "multivariate", onText });
    const made = field({ label, path, hint, isLabelHidden, control: textInput(text, (typed) => {
        setMistake(made, valueMistake(form.type, typed));
        onText(typed);
    }, { class: form.type === "string" ? null : "mono", inputmode: form.type === "string" ? null : "decimal", "data-focus": focus }) });
    return made;
}

/**
 * @param {{form: FlagForm, variant: FormVariant, index: number, edited: () => void, keysChanged: () => void, remove: () => void}} context
 */
function variantRow({ form, variant, index, edited, keysChanged, remove }) {
    const path = `filters.multivariate.variants[${index}]`;
    const mark = markOf(variant);
    const number = index + 1;
    const value = valueField({ form, label: form.type === "multivariate" ? `Payload of variant ${number}` : `Value of variant ${number}`, isLabelHidden: true, text: variant.text, path: `filters.payloads.${variant.key}`, focus: `${mark}-value`, onText: (text) => {
        variant.text = text;
        edited();
    } });
    const key = textInput(variant.key, (text) => {
        if (form.defaultVariant === variant.key) form.defaultVariant = text;
        for (const set of form.groups) if (set.variant && set.variant === variant.key) set.variant = text;
        variant.key = text;
        value.dataset.field = `filters.payloads.${text}`;
        keysChanged();
        edited();
    }, { class: "mono", placeholder: "key", "data-focus": `${mark}-key` });
    return h("div", { class: "variant", role: "group", "aria-label": `Variant ${number}` },
        h("span", { class: `swatch-dot part-${index % 6}`, "aria-hidden": "true" }),
        field({ label: `Key of variant ${number}`, isLabelHidden: true, path: `${path}.key`, control: key }),
        percentField({ label: `Share of variant ${number} in percent`, isLabelHidden: true, path: `${path}.rollout_percentage`, value: variant.share, focus: `${mark}-share`, onText: (text) => {
            variant.share = text;
            edited();
        } }).element,
        value,
        iconButton(`Remove variant ${number}`, "flags.svg#x-lg", remove, { "data-focus": `${mark}-remove` }));
}
