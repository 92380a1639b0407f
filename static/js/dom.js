/** Making elements. No markup is ever parsed: text goes in as text nodes, so data cannot become elements. */

import { clip, dateTime, clock, printable, utc, ago } from "./format.js";

/**
 * @param {Element} element
 * @param {Attributes|null|undefined} attributes
 * @param {(Child|Child[])[]} children
 */
function filled(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes ?? {})) {
        if (value === null || value === undefined || value === false) continue;
        if (typeof value === "function") element.addEventListener(name.slice(2), value);
        else element.setAttribute(name, value === true ? "" : String(value));
    }
    append(element, children);
    return element;
}

/**
 * @param {Element} parent
 * @param {(Child|Child[])[]} children
 */
export function append(parent, children) {
    for (const child of children.flat()) {
        if (child === null || child === undefined || child === false || child === "") continue;
        parent.append(child instanceof Node ? child : String(child));
    }
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes|null} [attributes] a function under `onclick` becomes a listener of `click`
 * @param {...(Child|Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes, ...children) {
    return /** @type {HTMLElementTagNameMap[K]} */ (filled(document.createElement(tag), attributes, children));
}

/**
 * @param {string} tag an SVG element's name
 * @param {Attributes|null} [attributes]
 * @param {...(Child|Child[])} children
 */
export function svg(tag, attributes, ...children) {
    return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/**
 * A picture that says nothing a word beside it does not say.
 * @param {string} name in icons.svg, or `flags.svg#name`
 * @param {string} [extra] class
 */
export function icon(name, extra = "") {
    return svg("svg", { class: `icon ${extra}`.trim(), "aria-hidden": "true", focusable: "false" }, svg("use", { href: name.includes("#") ? `/${name}` : `/icons.svg#${name}` }));
}

/**
 * Puts new children in the place of the old ones.
 * @param {Element} parent
 * @param {...(Child|Child[])} children
 */
export function fill(parent, ...children) {
    parent.replaceChildren();
    append(parent, children);
}

/**
 * Draws a part anew and leaves the focus on the control that stands where the focused one stood.
 * @param {Element} part
 * @param {() => Element|void} draw gives the part that stands in its place, if it is another
 */
export function keepingFocus(part, draw) {
    const controls = "a, button, input";
    const place = [...part.querySelectorAll(controls)].findIndex((one) => one === document.activeElement);
    const drawn = draw() ?? part;
    if (place >= 0) /** @type {HTMLElement|undefined} */ (drawn.querySelectorAll(controls)[place])?.focus({ preventScroll: true });
}

/**
 * Text for screen readers only.
 * @param {string} text
 */
export function spoken(text) {
    return h("span", { class: "spoken" }, text);
}

/**
 * Text from outside, isolated in its writing direction.
 * @param {unknown} value
 * @param {number} [length]
 * @param {string} [extra] class
 */
export function data(value, length = 300, extra = "") {
    const text = printable(value);
    return h("bdi", { class: extra || null, title: text.length > length ? clip(text, 1000) : null }, clip(text, length));
}

/**
 * @param {string|null|undefined} iso
 * @param {"clock"|"full"|"ago"} [form]
 */
export function time(iso, form = "full") {
    if (!iso) return h("span", { class: "muted" }, "never");
    const shown = form === "clock" ? clock(iso) : form === "ago" ? ago(iso, new Date()) : dateTime(iso);
    return h("time", { datetime: iso, title: form === "ago" ? `${dateTime(iso)}\n${utc(iso)}` : utc(iso) }, shown);
}

/**
 * @param {string} label
 * @param {string} iconName
 * @param {EventListener} action
 * @param {Attributes} [attributes]
 */
export function button(label, iconName, action, attributes = {}) {
    return h("button", { type: "button", class: "button", onclick: action, ...attributes }, iconName && icon(iconName), h("span", null, label));
}

/**
 * A button that shows only its icon.
 * @param {string} label
 * @param {string} iconName
 * @param {EventListener} action
 * @param {Attributes} [attributes]
 */
export function iconButton(label, iconName, action, attributes = {}) {
    return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick: action, ...attributes }, icon(iconName));
}

/**
 * Says something to screen readers without moving the focus.
 * @param {string} message
 */
export function announce(message) {
    const region = document.getElementById("announcements");
    if (!region) return;
    region.textContent = "";
    setTimeout(() => { region.textContent = message; }, 60);
}

/**
 * Tells of something that did not work and has no place of its own; it stays until it is closed or the view changes.
 * @param {string} message
 */
export function warn(message) {
    forgetWarning();
    const box = h("div", { class: "warning", role: "alert" }, icon("exclamation-triangle-fill"), h("p", null, message), iconButton("Close", "x-circle-fill", forgetWarning));
    document.body.append(box);
}

export function forgetWarning() {
    document.querySelector(".warning")?.remove();
}
