/** The condition sets of a flag: who gets it, set after set, the first that matches decides. */

import { announce, button, fill, h, iconButton } from "../dom.js";
import { choice, field, focusOn, markOf, percentField, redraw, setMistake } from "./fields.js";
import { copyOf, numberOf } from "./exact.js";
import { newProperty, propertyRow } from "./property-row.js";
import { percentage } from "./variants.js";
import { conditionWords, groupTypeName, namesFor } from "./words.js";

/** PostHog knows at most five types of groups. */
const GROUP_TYPES = [0, 1, 2, 3, 4];

/**
 * @param {boolean} mayInherit
 * @param {FlagNames} names
 */
function aggregationOptions(mayInherit, names) {
    return [
        ...(mayInherit ? [{ value: "inherit", label: "As the whole flag" }] : []),
        { value: "person", label: "Persons" },
        ...GROUP_TYPES.map((index) => ({ value: String(index), label: names.groupTypes[index] ?? `Groups of type ${index}` })),
    ];
}

/** @param {number|null|undefined} index */
function aggregationValue(index) {
    return index === undefined ? "inherit" : index === null ? "person" : String(index);
}

/**
 * @param {FlagForm} form
 * @param {FlagNames} names
 * @param {() => void} changed
 */
export function conditionsEditor(form, names, changed) {
    const list = h("div", { class: "sets" });
    const flagLevel = () => form.restFilters.aggregation_group_type_index ?? null;
    const draw = () => redraw(list, () => form.groups.map((set, index) => setCard(set, index)));
    const redrawn = () => {
        draw();
        changed();
    };
    /** @param {number} from @param {number} to */
    const move = (from, to) => {
        const [moved] = form.groups.splice(from, 1);
        form.groups.splice(to, 0, moved);
        redrawn();
        announce(`Set ${from + 1} is set ${to + 1} now`);
    };

    const variantOptions = () => {
        const keys = form.type === "boolean" ? [] : [...form.variants.map((variant) => variant.key), ...(form.carrier ? [form.carrier.variant.key] : [])].filter(Boolean);
        return [{ value: "", label: "By the shares" }, ...keys.map((key) => ({ value: key, label: `Always ${key}` }))];
    };
    // In place: drawing anew while a key is typed elsewhere would take a click's target away.
    const nameVariants = () => {
        for (const element of list.querySelectorAll("select[data-variants]")) {
            const select = /** @type {HTMLSelectElement} */ (element);
            select.replaceChildren(...variantOptions().map(({ value, label }) => h("option", { value }, label)));
            select.value = form.groups[Number(select.dataset.variants)]?.variant ?? "";
        }
    };

    /** @param {FlagCondition} set @param {number} index */
    const setCard = (set, index) => {
        const path = `filters.groups[${index}]`;
        const mark = markOf(set);
        set.properties ??= [];
        const properties = set.properties;
        const groupType = set.aggregation_group_type_index === undefined ? flagLevel() : set.aggregation_group_type_index;
        const sentence = h("p", { class: "set-words" });
        const tell = () => fill(sentence, conditionWords(set, namesFor(names, flagLevel())));
        const edited = () => {
            tell();
            changed();
        };
        const last = form.groups.length - 1;
        const stored = numberOf(set.rollout_percentage ?? 100);
        const { element: rollout, input } = percentField({ label: "Rollout", path: `${path}.rollout_percentage`, extra: "rollout-field", focus: `${mark}-rollout`, value: String(Number.isNaN(stored) ? set.rollout_percentage : stored), onText: (text) => {
            set.rollout_percentage = percentage(text) ?? text;
            slider.value = String(percentage(text) ?? 0);
            edited();
        } });
        const slider = h("input", { type: "range", min: 0, max: 100, step: 1, "aria-label": `Set ${index + 1}: rollout in percent`, oninput: () => {
            input.value = slider.value;
            setMistake(rollout, "");
            set.rollout_percentage = Number(slider.value);
            edited();
        } });
        slider.value = String(percentage(input.value) ?? 0);
        tell();
        const rows = properties.map((property, place) => propertyRow({
            property, path: `${path}.properties[${place}]`, number: place + 1, groupType, names, ownKey: form.original.key ?? "", changed: edited,
            replace: (next) => {
                properties[place] = next;
                redrawn();
                focusOn(list, `${markOf(next)}-${next === property ? "key" : "kind"}`);
            },
            remove: () => {
                properties.splice(place, 1);
                redrawn();
                focusOn(list, properties.length > 0 ? `${markOf(properties[Math.min(place, properties.length - 1)])}-remove` : `${mark}-add`);
            },
        }));
        return h("div", { class: "set", role: "group", "aria-label": `Condition set ${index + 1}` },
            h("div", { class: "set-head" }, h("h3", null, `Set ${index + 1}`), sentence,
                h("div", { class: "set-tools" },
                    iconButton(`Move set ${index + 1} up`, "flags.svg#arrow-up", () => move(index, index - 1), { disabled: index === 0, "data-focus": `${mark}-up` }),
                    iconButton(`Move set ${index + 1} down`, "flags.svg#arrow-down", () => move(index, index + 1), { disabled: index === last, "data-focus": `${mark}-down` }),
                    iconButton(`Copy set ${index + 1}`, "files", () => {
                        const copy = copyOf(set);
                        form.groups.splice(index + 1, 0, copy);
                        redrawn();
                        focusOn(list, `${markOf(copy)}-rollout`);
                    }),
                    iconButton(`Remove set ${index + 1}`, "flags.svg#trash", () => {
                        form.groups.splice(index, 1);
                        redrawn();
                        announce(`Set ${index + 1} is removed`);
                        const next = form.groups[Math.min(index, form.groups.length - 1)];
                        if (next) focusOn(list, `${markOf(next)}-rollout`);
                        else add.focus();
                    }))),
            rows.length > 0 ? h("div", { class: "property-rows" }, rows) : h("p", { class: "hint set-empty" }, `No conditions: ${groupType === null ? "everybody" : `each of the ${groupTypeName(groupType, names.groupTypes)}`} fits.`),
            h("div", null, button("Add a condition", "flags.svg#plus-lg", () => {
                const added = newProperty(groupType === null ? "person" : "group", groupType);
                properties.push(added);
                redrawn();
                focusOn(list, `${markOf(added)}-key`);
            }, { class: "button quiet small", "data-focus": `${mark}-add` })),
            h("div", { class: "set-outcome" },
                rollout,
                h("div", { class: "slider" }, slider),
                field({ label: "Counted by", path: `${path}.aggregation_group_type_index`, control: choice(aggregationOptions(true, names), aggregationValue(set.aggregation_group_type_index), (chosen) => {
                    if (chosen === "inherit") delete set.aggregation_group_type_index;
                    else set.aggregation_group_type_index = chosen === "person" ? null : Number(chosen);
                    fitProperties(set, flagLevel());
                    redrawn();
                }, { "data-focus": `${mark}-by` }) }),
                form.type === "boolean" && !set.variant ? null : field({ label: "Variant", path: `${path}.variant`, control: choice(variantOptions(), set.variant ?? "", (chosen) => {
                    set.variant = chosen === "" ? null : chosen;
                    edited();
                }, { "data-focus": `${mark}-variant`, "data-variants": String(index) }) })));
    };
    const add = button("Add a condition set", "flags.svg#plus-lg", () => {
        const set = /** @type {FlagCondition} */ ({ properties: [], rollout_percentage: 0 });
        form.groups.push(set);
        redrawn();
        focusOn(list, `${markOf(set)}-rollout`);
    });
    draw();
    const element = h("div", { class: "conditions" },
        field({ label: "Condition sets", isLabelHidden: true, path: "filters.groups", control: h("div", { role: "group" }, list) }),
        h("div", { class: "actions" }, add));
    return { element, draw, nameVariants };
}

/**
 * A set for groups compares properties of its groups only, one for persons none of those.
 * @param {FlagCondition} set
 * @param {number|null} flagLevel
 */
function fitProperties(set, flagLevel) {
    const groupType = set.aggregation_group_type_index === undefined ? flagLevel : set.aggregation_group_type_index;
    set.properties = (set.properties ?? []).map((property) => {
        if (groupType !== null) return property.type === "group" ? { ...property, group_type_index: groupType } : operatorKept(property, "group", groupType);
        return property.type === "group" ? operatorKept(property, "person", null) : property;
    });
}

/**
 * @param {FlagProperty} property
 * @param {string} kind
 * @param {number|null} groupType
 * @returns {FlagProperty}
 */
function operatorKept(property, kind, groupType) {
    const fresh = newProperty(kind, groupType);
    if (property.type === "cohort" || property.type === "flag") return fresh;
    const { group_type_index: _, ...rest } = property;
    return { ...rest, type: kind, ...(kind === "group" ? { group_type_index: groupType } : {}) };
}

/**
 * By whom the whole flag is counted.
 * @param {FlagForm} form
 * @param {FlagNames} names
 * @param {() => void} changed
 */
export function aggregationField(form, names, changed) {
    const current = form.restFilters.aggregation_group_type_index ?? null;
    return field({ label: "Counted by", path: "filters.aggregation_group_type_index", hint: "Whose share a rollout is: of persons, or of groups such as companies.", control: choice(aggregationOptions(false, names), aggregationValue(current), (chosen) => {
        form.restFilters.aggregation_group_type_index = chosen === "person" ? null : Number(chosen);
        for (const set of form.groups) if (set.aggregation_group_type_index === undefined) fitProperties(set, form.restFilters.aggregation_group_type_index);
        changed();
    }) });
}
