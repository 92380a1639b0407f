/** The definition of a cohort: conditions joined by all or any, in groups within groups. */

import { button, h, iconButton } from "../dom.js";
import { checkbox, choice, field, focusOn, markOf, redraw } from "./fields.js";
import { isGroup } from "./cohort-words.js";
import { newProperty, propertyRow } from "./property-row.js";

/** What a cohort can look at. */
const KINDS = ["person", "cohort", "person_metadata"];
const JOINTS = [{ value: "AND", label: "all of these" }, { value: "OR", label: "any of these" }];
/** The gateway takes no deeper groups. */
const DEEPEST = 16;

/**
 * @param {CohortForm} form changed in place
 * @param {FlagNames} names
 * @param {() => void} changed
 */
export function cohortConditions(form, names, changed) {
    const holder = h("div", { class: "sets" });
    const draw = () => redraw(holder, () => [card(form.definition, "filters.properties", 1, "Conditions", null)]);
    const redrawn = () => {
        draw();
        changed();
    };

    /**
     * @param {CohortGroup} group
     * @param {string} path
     * @param {number} depth
     * @param {string} label
     * @param {(() => void)|null} remove null for the outermost group
     * @returns {HTMLElement}
     */
    const card = (group, path, depth, label, remove) => {
        const mark = markOf(group);
        const joint = choice(JOINTS, group.type, (chosen) => {
            group.type = /** @type {"AND"|"OR"} */ (chosen);
            redrawn();
        }, { "aria-label": `${label}: how many must fit`, "data-focus": `${mark}-joint` });
        const take = (/** @type {number} */ place) => {
            group.values.splice(place, 1);
            redrawn();
            const next = group.values[Math.min(place, group.values.length - 1)];
            focusOn(holder, !next ? `${mark}-add` : isGroup(next) ? `${markOf(next)}-joint` : `${markOf(next)}-remove`);
        };
        const parts = group.values.map((value, place) => {
            const there = `${path}.values[${place}]`;
            if (isGroup(value)) return card(value, there, depth + 1, `${label}, group ${place + 1}`, () => take(place));
            const row = propertyRow({
                property: value, path: there, number: place + 1, groupType: null, names, ownKey: "", kinds: KINDS, joint: group.type === "OR" ? "or" : "and", changed,
                replace: (next) => {
                    group.values[place] = next;
                    redrawn();
                    focusOn(holder, `${markOf(next)}-kind`);
                },
                remove: () => take(place),
            });
            if (!value.negation) return row;
            return h("div", null, row, checkbox("The opposite of this condition", true, (isOn) => {
                value.negation = isOn;
                changed();
            }));
        });
        const add = (/** @type {CohortValue} */ value, /** @type {string} */ focus) => {
            group.values.push(value);
            redrawn();
            focusOn(holder, `${markOf(isGroup(value) ? value.values[0] : value)}-${focus}`);
        };
        return h("div", { class: "set", role: "group", "aria-label": label },
            h("div", { class: "set-head cohort-head" }, h("span", null, "Fits"), joint, remove && h("div", { class: "set-tools" }, iconButton(`Remove ${label.slice(label.indexOf("group"))}`, "flags.svg#trash", remove))),
            field({ label: "Conditions", isLabelHidden: true, path, control: h("div", { role: "group", class: "property-rows" }, parts.length > 0 ? parts : h("p", { class: "hint set-empty" }, "No conditions: everybody fits.")) }),
            h("div", { class: "actions" },
                button("Add a condition", "flags.svg#plus-lg", () => add(newProperty("person", null), "key"), { class: "button quiet small", "data-focus": `${mark}-add` }),
                depth < DEEPEST && button("Add a group", "flags.svg#plus-lg", () => add({ type: group.type === "OR" ? "AND" : "OR", values: [newProperty("person", null)] }, "key"), { class: "button quiet small" })));
    };
    draw();
    return holder;
}
