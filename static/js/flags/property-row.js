/** One comparison of a condition set, with the editor of its value that fits the operator. */

import { h, iconButton } from "../dom.js";
import { chips, choice, field, markOf, redraw, textInput } from "./fields.js";
import { adapted, listOf, MEMBERSHIPS, numberFrom, operatorOf, OPERATORS, relativeDate, textOf, UNITS } from "./operators.js";

/** @type {Record<string, string>} */
const KINDS = { person: "Person", person_metadata: "Person's record", group: "Group", cohort: "Cohort", flag: "Other flag" };

const OPERATOR_OPTIONS = OPERATORS.map(({ name, label, group }) => ({ value: name, label, group }));

/**
 * @param {string} kind
 * @param {number|null} groupType of the set; null for persons
 * @returns {FlagProperty}
 */
export function newProperty(kind, groupType) {
    if (kind === "cohort") return { key: "id", type: "cohort", operator: "in", value: null };
    if (kind === "flag") return { key: "", type: "flag", operator: "flag_evaluates_to", value: true };
    return { key: "", type: kind, operator: "exact", value: [], ...(kind === "group" ? { group_type_index: groupType } : {}) };
}

/**
 * @param {{property: FlagProperty, path: string, number: number, groupType: number|null, names: FlagNames, ownKey: string, kinds?: string[], joint?: string, changed: () => void, replace: (property: FlagProperty) => void, remove: () => void}} context
 */
export function propertyRow({ property, path, number, groupType, names, ownKey, kinds: allowed = groupType === null ? ["person", "cohort", "flag", "person_metadata"] : ["group"], joint = "and", changed, replace, remove }) {
    const mark = markOf(property);
    const what = `Condition ${number}`;
    const part = (/** @type {string} */ name, /** @type {string} */ member, /** @type {HTMLElement} */ control, extra = "") => field({ label: `${what}: ${name}`, isLabelHidden: true, path: `${path}.${member}`, control, extra });
    const kinds = allowed.map((kind) => ({ value: kind, label: KINDS[kind] }));
    const kind = choice(kinds, property.type, (chosen) => replace(newProperty(chosen, groupType)), { "data-focus": `${mark}-kind` });
    const value = h("div", { class: "property-value" });
    const drawValue = () => redraw(value, () => {
        const control = editor();
        return [control && part("value", "value", control)];
    });
    const editor = () => {
        const { editor: needed } = operatorOf(property.operator) ?? { editor: /** @type {const} */ ("text") };
        return valueEditor(property, needed, `${what}: value`, changed);
    };
    const comparison = () => {
        const name = textInput(property.key, (text) => {
            property.key = text;
            changed();
        }, { placeholder: "property", list: "property-names", "data-focus": `${mark}-key`, class: "mono" });
        const operator = choice(OPERATOR_OPTIONS, property.operator ?? "exact", (chosen) => {
            property.operator = chosen;
            const needed = operatorOf(chosen)?.editor ?? "text";
            property.value = adapted(property.value, needed);
            if (property.value === undefined) delete property.value;
            changed();
            drawValue();
        }, { "data-focus": `${mark}-operator` });
        drawValue();
        return [part("property", "key", name), part("comparison", "operator", operator), value];
    };
    const cohort = () => {
        const options = names.cohorts.map((one) => ({ value: String(one.id), label: `${one.name} (${one.is_static ? "a list" : "by properties"})` }));
        const chosen = textOf(property.value);
        const set = (/** @type {string} */ text) => {
            property.value = /^\d+$/.test(text.trim()) ? Number(text) : text;
            changed();
        };
        return [
            part("comparison", "operator", choice(MEMBERSHIPS.map(({ name, label }) => ({ value: name, label })), property.operator ?? "in", (name) => {
                property.operator = name;
                changed();
            })),
            part("cohort", "value", options.length > 0 ? choice([{ value: "", label: "Choose a cohort" }, ...options], chosen, set) : textInput(chosen, set, { placeholder: "number of the cohort", inputmode: "numeric" }), "property-value"),
        ];
    };
    const flag = () => {
        const target = names.flags.find((one) => String(one.id) === property.key || one.key === property.key);
        const flags = names.flags.filter((one) => one.key !== ownKey).map((one) => ({ value: String(one.id), label: one.active ? one.key : `${one.key} (off)` }));
        const outcomes = [{ value: "true", label: "on, with any variant" }, { value: "false", label: "off" }, ...(target?.filters.multivariate?.variants ?? []).map((variant) => ({ value: `=${variant.key}`, label: `variant ${variant.key}` }))];
        const current = typeof property.value === "boolean" ? String(property.value) : `=${textOf(property.value)}`;
        return [
            part("flag", "key", choice([{ value: "", label: "Choose a flag" }, ...flags], target ? String(target.id) : property.key, (id) => {
                property.key = id;
                property.value = true;
                replace(property);
            }, { "data-focus": `${mark}-key` })),
            h("span", { class: "property-word" }, "evaluates to"),
            part("outcome", "value", choice(outcomes, current, (outcome) => {
                property.value = outcome.startsWith("=") ? outcome.slice(1) : outcome === "true";
                changed();
            }), "property-value"),
        ];
    };
    const parts = property.type === "cohort" ? cohort() : property.type === "flag" ? flag() : comparison();
    return h("div", { class: `property is-${property.type}`, role: "group", "aria-label": what },
        h("span", { class: "property-and", "aria-hidden": "true" }, number === 1 ? "if" : joint),
        part("what is compared", "type", kind), parts,
        iconButton(`Remove condition ${number}`, "flags.svg#x-lg", remove, { "data-focus": `${mark}-remove` }));
}

/**
 * @param {FlagProperty} property
 * @param {import("./operators.js").ValueEditor} editor
 * @param {string} label
 * @param {() => void} changed
 * @returns {HTMLElement|null} null when the operator needs no value
 */
function valueEditor(property, editor, label, changed) {
    /** @param {unknown} value */
    const set = (value) => {
        property.value = value;
        changed();
    };
    switch (editor) {
        case "none": return null;
        case "list": return chips({ values: listOf(property.value), text: textOf, label, placeholder: listOf(property.value).length === 0 ? "Value, then Enter" : "", onChange: set });
        case "number": return textInput(textOf(property.value), (text) => set(numberFrom(text)), { inputmode: "decimal", class: "number-input", placeholder: "0" });
        case "range": return range(property, label, set);
        case "date": return date(property, label, set);
        case "version": return textInput(textOf(property.value), set, { class: "mono", placeholder: property.operator === "semver_wildcard" ? "1.2.*" : "1.2.3" });
        case "pattern": return textInput(textOf(property.value), set, { class: "mono", placeholder: "^(a|b).*$" });
        default: return textInput(textOf(property.value), set);
    }
}

/**
 * @param {FlagProperty} property
 * @param {string} label
 * @param {(value: unknown) => void} set
 */
function range(property, label, set) {
    const bounds = Array.isArray(property.value) ? [property.value[0], property.value[1]] : [property.value, ""];
    /** @param {number} index @param {string} name */
    const bound = (index, name) => textInput(textOf(bounds[index]), (text) => {
        bounds[index] = numberFrom(text);
        set([...bounds]);
    }, { "aria-label": `${label}, ${name}`, inputmode: "decimal", class: "number-input", placeholder: name === "from" ? "0" : "100" });
    return h("span", { class: "joined", role: "group" }, bound(0, "from"), h("span", { class: "muted" }, "and"), bound(1, "to"));
}

const MODES = [{ value: "day", label: "day" }, { value: "moment", label: "moment" }, { value: "ago", label: "time ago" }];

/**
 * @param {FlagProperty} property
 * @param {string} label
 * @param {(value: unknown) => void} set
 */
function date(property, label, set) {
    const text = textOf(property.value);
    const relative = relativeDate(text);
    let mode = relative ? "ago" : text === "" || /^\d{4}-\d\d-\d\d$/.test(text) ? "day" : "moment";
    const holder = h("span", { class: "joined", role: "group" });
    const draw = () => {
        const value = textOf(property.value);
        const modes = choice(MODES, mode, (chosen) => {
            mode = chosen;
            const old = textOf(property.value);
            set(mode === "ago" ? "-7d" : mode === "moment" ? (/^\d{4}-\d\d-\d\d$/.test(old) ? `${old}T00:00:00Z` : "") : old.slice(0, 10).replace(/^(?!\d{4}-\d\d-\d\d$).*$/, ""));
            draw();
            holder.querySelector("select")?.focus();
        }, { "aria-label": `${label}: kind of date` });
        holder.replaceChildren(modes, ...inputs(value));
    };
    /** @param {string} value */
    const inputs = (value) => {
        if (mode === "day") return [textInput(value, set, { type: "date", "aria-label": label, min: "1970-01-01", max: "9999-12-31" })];
        if (mode === "moment") return [textInput(value, set, { "aria-label": label, class: "mono", placeholder: "2026-11-20T10:00:00Z" })];
        const now = relativeDate(value) ?? { count: 7, unit: "d" };
        const build = () => set(`-${now.count}${now.unit}`);
        return [
            textInput(String(now.count), (typed) => {
                now.count = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : NaN;
                build();
            }, { "aria-label": `${label}: how many`, inputmode: "numeric", class: "number-input short" }),
            choice(Object.entries(UNITS).map(([unit, name]) => ({ value: unit, label: `${name} ago` })), now.unit, (unit) => {
                now.unit = unit;
                build();
            }, { "aria-label": `${label}: unit` }),
        ];
    };
    draw();
    return holder;
}
