/** The form of a flag. It changes a `FlagForm` in place and tells after each change. */

import { h, icon } from "../dom.js";
import { aggregationField, conditionsEditor } from "./conditions.js";
import { checkbox, chips, choice, field, redraw, setMistake, textArea, textInput } from "./fields.js";
import { keyMistake } from "./form-mistakes.js";
import { valuesEditor } from "./variants-editor.js";
import { BUCKETING, holdoutWords, isDefaultTag, RUNTIMES, SWITCHES } from "./words.js";

/**
 * @param {string} title
 * @param {Child} lead
 * @param {...Child} children
 */
function section(title, lead, ...children) {
    return h("section", { class: "card form-section" }, h("div", { class: "section-head" }, h("h2", null, title), lead && h("p", { class: "hint" }, lead)), children);
}

/**
 * @param {FlagForm} form changed in place
 * @param {FlagNames} names
 * @param {() => void} changed
 */
export function flagEditor(form, names, changed) {
    const tags = [...new Set(names.flags.flatMap((flag) => flag.tags))].filter((tag) => !isDefaultTag(tag)).sort();
    const properties = new Set(["email", ...names.flags.flatMap((flag) => (flag.filters.groups ?? []).flatMap((set) => (set.properties ?? []).filter((property) => ["person", "group"].includes(property.type)).map((property) => property.key)))]);
    const conditions = conditionsEditor(form, names, changed);
    const redrawn = () => {
        conditions.draw();
        changed();
    };
    const key = field({
        label: "Key", path: "key", hint: form.isNew ? "Letters, digits, - and _. Code asks for the flag by it." : null,
        control: textInput(form.key, (text) => {
            form.key = text;
            checkKey();
            warning.hidden = form.isNew || text === form.original.key;
            changed();
        }, { class: "mono", maxlength: 400, id: "flag-key", autocapitalize: "off" }),
    });
    const checkKey = () => setMistake(key, form.key === "" ? "" : keyMistake(form, names.taken));
    checkKey();
    const warning = h("p", { class: "note warn", hidden: true }, icon("exclamation-triangle-fill"), h("span", null, "Code that asks for the old key gets its own default from then on."));
    const state = h("div", { class: "segments", role: "group" }, [["On", true], ["Off", false]].map(([label, isOn]) => {
        const input = h("input", { type: "radio", name: "flag-state", onchange: () => {
            form.active = Boolean(isOn);
            changed();
        } });
        input.checked = form.active === isOn;
        return h("label", null, input, h("span", null, String(label)));
    }));
    return h("div", { class: "editor" },
        h("datalist", { id: "property-names" }, [...properties].filter(Boolean).slice(0, 200).map((name) => h("option", { value: name }))),
        h("datalist", { id: "tag-names" }, tags.slice(0, 200).map((tag) => h("option", { value: tag }))),
        section("Basics", null,
            h("div", { class: "columns" }, h("div", null, key, warning), field({ label: "State", path: "active", control: state })),
            field({ label: "Description", path: "name", control: textArea(form.description, (text) => {
                form.description = text;
                changed();
            }, { rows: 2, maxlength: 5000, spellcheck: "true" }) }),
            h("div", { class: "columns" },
                field({ label: "Tags", path: "tags", hint: "Enter adds one.", control: chips({ values: form.tags.filter((tag) => !isDefaultTag(tag)), text: String, label: "Tags", splitsAt: /[,\n\r]+/, list: "tag-names", onChange: (values) => {
                    form.tags = [...form.tags.filter(isDefaultTag), .../** @type {string[]} */ (values)];
                    changed();
                } }) }),
                field({ label: "Name in OpenFeature", hint: "Shown by the OpenFeature CLI; the key when empty.", control: textInput(form.displayName, (text) => {
                    form.displayName = text;
                    changed();
                }) }))),
        section("What it gives", null, valuesEditor(form, changed, redrawn, conditions.nameVariants)),
        section("Who gets it", "The first set that fits decides. Whoever fits none gets nothing.", conditions.element),
        moreSection(form, names, redrawn, changed));
}

/**
 * @param {FlagForm} form
 * @param {FlagNames} names
 * @param {() => void} redrawn
 * @param {() => void} changed
 */
function moreSection(form, names, redrawn, changed) {
    const body = h("div", { class: "more-body" });
    const draw = () => redraw(body, () => [
        h("div", { class: "columns" },
            field({ label: "Evaluated on", path: "evaluation_runtime", control: choice(RUNTIMES, form.runtime, (value) => {
                form.runtime = value;
                changed();
            }) }),
            aggregationField(form, names, redrawn)),
        h("div", { class: "columns" },
            field({ label: "Bucketed by", path: "bucketing_identifier", hint: "What decides which side of a rollout somebody is on.", control: choice(BUCKETING, form.bucketing, (value) => {
                form.bucketing = value;
                changed();
            }) }),
            field({ label: "Contexts", path: "evaluation_contexts", hint: "Only SDKs that name one of these get the flag; empty is for all.", control: chips({ values: form.contexts, text: String, label: "Contexts", splitsAt: /[,\n\r]+/, onChange: (values) => {
                form.contexts = /** @type {string[]} */ (values);
                changed();
            } }) })),
        h("div", { class: "checks", "data-field": "ensure_experience_continuity" },
            checkbox(SWITCHES.continuity, form.continuity, (isOn) => {
                form.continuity = isOn;
                changed();
            }, "Also when they sign in and their id changes."),
            checkbox(SWITCHES.earlyExit, form.restFilters.early_exit === true, (isOn) => toggle("early_exit", isOn), "Even when its rollout leaves the person out."),
            checkbox(SWITCHES.enrollment, form.restFilters.feature_enrollment === true, (isOn) => toggle("feature_enrollment", isOn)),
            checkbox(SWITCHES.remote, form.isRemoteConfiguration, (isOn) => {
                form.isRemoteConfiguration = isOn;
                changed();
            }, "A payload for everybody, without a question of who.")),
        form.restFilters.holdout && h("p", { class: "note" }, `${holdoutWords(form.restFilters.holdout)} That is kept.`),
    ]);
    /** @param {string} name @param {boolean} isOn */
    const toggle = (name, isOn) => {
        if (isOn) form.restFilters[name] = true;
        else if (form.original.filters[name] === undefined) delete form.restFilters[name];
        else form.restFilters[name] = false;
        changed();
    };
    draw();
    return h("details", { class: "card form-section more" }, h("summary", null, icon("chevron-right", "chevron"), h("h2", null, "More settings")), body);
}
