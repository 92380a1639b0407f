/** Parts of a form: a labelled field with a hint and its mistake, choices, lists of short texts, JSON. */

import { append, button, h, icon, iconButton } from "../dom.js";
import { printable } from "../format.js";
import { jsonMistake } from "./json-text.js";
import { percentageMistake } from "./variants.js";

let lastID = 0;

/** @param {string} prefix */
export function uniqueID(prefix) {
    lastID += 1;
    return `${prefix}-${lastID}`;
}

/** @type {WeakMap<object, string>} */
const marks = new WeakMap();

/**
 * A mark that stays with an object of the form, to find its controls again after drawing anew.
 * @param {object} part
 */
export function markOf(part) {
    const known = marks.get(part) ?? uniqueID("part");
    marks.set(part, known);
    return known;
}

/**
 * Draws again what `make` gives and leaves the focus where it was, by `data-focus`.
 * @param {HTMLElement} holder
 * @param {() => Child[]} make
 */
export function redraw(holder, make) {
    const focused = document.activeElement;
    const mark = focused instanceof HTMLElement && holder.contains(focused) ? focused.dataset.focus : undefined;
    const children = make();
    holder.replaceChildren();
    append(holder, children);
    if (mark !== undefined) focusOn(holder, mark);
}

/**
 * @param {HTMLElement} holder
 * @param {string} mark
 */
export function focusOn(holder, mark) {
    const found = [.../** @type {NodeListOf<HTMLElement>} */ (holder.querySelectorAll("[data-focus]"))].find((one) => one.dataset.focus === mark && !one.hasAttribute("disabled"));
    (found ?? /** @type {HTMLElement|null} */ (holder.closest("[tabindex]")))?.focus({ preventScroll: found !== undefined });
}

/**
 * @param {{label: string, control: HTMLElement, hint?: Child, path?: string, aside?: Child, isLabelHidden?: boolean, extra?: string}} content
 *   `path` as the gateway names the field in its answers
 */
export function field({ label, control, hint, path, aside, isLabelHidden = false, extra = "" }) {
    // A percentage stands in a box with its sign; the label names the input in it.
    const named = /** @type {HTMLElement} */ (control.classList.contains("percent") ? control.querySelector("input") : control);
    named.id ||= uniqueID("field");
    const hintNode = hint ? h("div", { class: "hint", id: `${named.id}-hint` }, hint) : null;
    const mistake = h("p", { class: "field-error", id: `${named.id}-error`, hidden: true });
    named.setAttribute("aria-describedby", [hintNode?.id, mistake.id].filter(Boolean).join(" "));
    const isGroup = named.getAttribute("role") === "group" || named.getAttribute("role") === "radiogroup";
    const name = isGroup ? h("span", { class: isLabelHidden ? "spoken" : "label", id: `${named.id}-label` }, label) : h("label", { class: isLabelHidden ? "spoken" : "label", for: named.id }, label);
    if (isGroup) named.setAttribute("aria-labelledby", name.id);
    return h("div", { class: `field ${extra}`.trim(), "data-field": path ?? null }, aside ? h("div", { class: "label-line" }, name, aside) : name, control, hintNode, mistake);
}

/**
 * @param {Element} element made by `field`
 * @param {string} text "" for none
 */
export function setMistake(element, text) {
    const mistake = /** @type {HTMLElement|null} */ (element.querySelector(":scope > .field-error"));
    if (!mistake) return;
    mistake.hidden = text === "";
    mistake.replaceChildren(...(text === "" ? [] : [icon("exclamation-triangle-fill"), h("span", null, printable(text))]));
    const control = element.querySelector(`[id="${mistake.id.replace(/-error$/, "")}"]`);
    const takes = control?.matches("input, select, textarea") ? control : control?.querySelector("input");
    if (text === "") takes?.removeAttribute("aria-invalid");
    else takes?.setAttribute("aria-invalid", "true");
}

/**
 * Shows each problem at its field; a problem of a part that is not drawn goes to the field around it.
 * @param {HTMLElement} root
 * @param {FieldProblem[]} problems
 * @returns {FieldProblem[]} those that belong to no field
 */
export function showProblems(root, problems) {
    const fields = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-field]")]);
    for (const element of fields) setMistake(element, "");
    /** @type {Map<HTMLElement, string[]>} */
    const found = new Map();
    const others = [];
    for (const problem of problems) {
        const exact = fields.find((element) => element.dataset.field === problem.field);
        const around = exact ?? fields.filter((element) => within(problem.field, element.dataset.field ?? "")).sort((a, b) => (b.dataset.field ?? "").length - (a.dataset.field ?? "").length)[0];
        if (around) found.set(around, [...(found.get(around) ?? []), problem.detail]);
        else others.push(problem);
    }
    for (const [element, details] of found) setMistake(element, [...new Set(details)].join(" "));
    return others;
}

/**
 * @param {string} inner
 * @param {string} outer
 */
function within(inner, outer) {
    return outer !== "" && inner.startsWith(outer) && (inner[outer.length] === "." || inner[outer.length] === "[");
}

/**
 * Brings the first field with a mistake into view.
 * @param {HTMLElement} root
 */
export function goToMistake(root) {
    const control = /** @type {HTMLElement|null} */ (root.querySelector('[aria-invalid="true"]') ?? root.querySelector(".field-error:not([hidden])")?.parentElement?.querySelector("input, select, textarea, button") ?? null);
    for (let parent = control?.closest("details") ?? null; parent; parent = parent.parentElement?.closest("details") ?? null) parent.open = true;
    control?.focus();
    return control !== null;
}

/**
 * @param {string} value
 * @param {(text: string) => void} onText
 * @param {Attributes} [attributes]
 */
export function textInput(value, onText, attributes = {}) {
    const input = h("input", { type: "text", autocomplete: "off", spellcheck: "false", ...attributes });
    input.value = value;
    input.addEventListener("input", () => onText(input.value));
    return input;
}

/**
 * A percentage as text, marked while it is none: a number field would drop what it cannot read.
 * @param {{label: string, path: string, value: string, focus: string, isLabelHidden?: boolean, extra?: string, onText: (text: string) => void}} content
 * @returns {{element: HTMLElement, input: HTMLInputElement}}
 */
export function percentField({ value, focus, onText, ...content }) {
    const input = textInput(value, (text) => {
        setMistake(element, percentageMistake(text));
        onText(text);
    }, { inputmode: "decimal", class: "number", "data-focus": focus });
    const element = field({ ...content, control: h("span", { class: "percent" }, input, h("span", { "aria-hidden": "true" }, "%")) });
    setMistake(element, percentageMistake(value));
    return { element, input };
}

/**
 * @param {string} value
 * @param {(text: string) => void} onText
 * @param {Attributes} [attributes]
 */
export function textArea(value, onText, attributes = {}) {
    const area = h("textarea", { rows: 3, spellcheck: "false", ...attributes });
    area.value = value;
    area.addEventListener("input", () => onText(area.value));
    return area;
}

/**
 * @param {{value: string, label: string, group?: string}[]} options a value that is none of them is added as it is
 * @param {string} value
 * @param {(value: string) => void} onChoice
 * @param {Attributes} [attributes]
 */
export function choice(options, value, onChoice, attributes = {}) {
    const element = h("select", attributes);
    const known = options.some((option) => option.value === value) ? options : [...options, { value, label: value }];
    for (const name of new Set(known.map((option) => option.group))) {
        const made = known.filter((option) => option.group === name).map((option) => h("option", { value: option.value }, printable(option.label)));
        append(element, name === undefined ? made : [h("optgroup", { label: name }, made)]);
    }
    element.value = value;
    element.addEventListener("change", () => onChoice(element.value));
    return element;
}

/**
 * @param {string} label
 * @param {boolean} isOn
 * @param {(isOn: boolean) => void} onChange
 * @param {Child} [hint]
 */
export function checkbox(label, isOn, onChange, hint) {
    const input = h("input", { type: "checkbox", id: uniqueID("check") });
    input.checked = isOn;
    input.addEventListener("change", () => onChange(input.checked));
    if (!hint) return h("label", { class: "check", for: input.id }, input, h("span", null, label));
    input.setAttribute("aria-describedby", `${input.id}-hint`);
    return h("div", null, h("label", { class: "check", for: input.id }, input, h("span", null, label)), h("p", { class: "hint check-hint", id: `${input.id}-hint` }, hint));
}

/**
 * A list of short values: Enter adds, Backspace in the empty field takes the last away.
 * @param {{values: unknown[], text: (value: unknown) => string, onChange: (values: unknown[]) => void, label: string, placeholder?: string, splitsAt?: RegExp, list?: string}} content
 */
export function chips({ values, text, onChange, label, placeholder = "", splitsAt = /[\n\r]+/, list }) {
    let current = [...values];
    const shown = h("ul", { class: "chip-list" });
    const input = h("input", { type: "text", autocomplete: "off", spellcheck: "false", "aria-label": `Add: ${label}`, placeholder, list: list ?? null });
    const box = h("div", { class: "chips", role: "group", "aria-label": label }, shown, input);
    const draw = () => {
        shown.hidden = current.length === 0;
        shown.replaceChildren(...current.map((value, index) => h("li", { class: "chip" }, h("bdi", null, printable(text(value))),
            iconButton(`Remove ${printable(text(value))}`, "flags.svg#x-lg", () => change(current.filter((_, place) => place !== index), true)))));
    };
    /** @param {unknown[]} next @param {boolean} [takesFocus] */
    const change = (next, takesFocus = false) => {
        current = next;
        draw();
        onChange(current);
        if (takesFocus) input.focus();
    };
    const add = () => {
        const added = input.value.split(splitsAt).map((part) => part.trim()).filter((part) => part !== "" && !current.some((value) => text(value) === part));
        input.value = "";
        if (added.length > 0) change([...current, ...new Set(added)]);
    };
    input.addEventListener("keydown", (event) => {
        if (event.isComposing) return;
        if (event.key === "Enter" || (event.key === "," && splitsAt.test(","))) {
            event.preventDefault();
            add();
        } else if (event.key === "Backspace" && input.value === "" && current.length > 0) change(current.slice(0, -1));
    });
    input.addEventListener("change", add);
    input.addEventListener("blur", add);
    input.addEventListener("paste", (event) => {
        const pasted = event.clipboardData?.getData("text/plain") ?? "";
        if (!splitsAt.test(pasted.trim())) return;
        event.preventDefault();
        input.value += pasted;
        add();
    });
    box.addEventListener("click", (event) => { if (event.target === box || event.target === shown) input.focus(); });
    draw();
    return box;
}

/**
 * A field for JSON that says while typing where the first mistake is.
 * @param {{label: string, value: string, path?: string, hint?: Child, isLabelHidden?: boolean, rows?: number, focus?: string, mayBeEmpty?: boolean, onText: (text: string) => void}} content
 */
export function jsonField({ label, value, path, hint, isLabelHidden, rows = 4, focus, mayBeEmpty = true, onText }) {
    const state = h("p", { class: "json-state", id: uniqueID("json"), role: "status" });
    const area = textArea(value, (text) => {
        tell();
        onText(text);
    }, { class: "mono", rows, autocapitalize: "off", "data-focus": focus ?? null });
    const tell = () => {
        const text = area.value;
        const mistake = text.trim() === "" ? null : jsonMistake(text);
        state.classList.toggle("bad", mistake !== null);
        if (mistake) {
            state.replaceChildren(icon("exclamation-triangle-fill"), h("span", null, printable(`Line ${mistake.line}, column ${mistake.column}: ${mistake.detail}.`)), button("Go there", "", () => {
                area.focus();
                area.setSelectionRange(mistake.offset, Math.min(mistake.offset + 1, text.length));
            }, { class: "button quiet small" }));
        } else state.replaceChildren(...(text.trim() === "" ? [mayBeEmpty ? "" : "JSON is needed here"] : [icon("check-circle-fill"), "JSON"]));
    };
    tell();
    const made = field({ label, control: area, hint, path, isLabelHidden });
    area.setAttribute("aria-describedby", `${state.id} ${area.getAttribute("aria-describedby")}`);
    area.after(state);
    return made;
}

/**
 * Whether a flag is on, as a shape and a word.
 * @param {{active: boolean, archived: boolean}} flag
 */
export function stateMark(flag) {
    if (flag.archived) return h("span", { class: "kind" }, icon("flags.svg#archive"), h("span", null, "Archived"));
    return h("span", { class: `kind ${flag.active ? "ok" : ""}` }, icon(flag.active ? "check-circle-fill" : "x-circle-fill"), h("span", null, flag.active ? "On" : "Off"));
}
