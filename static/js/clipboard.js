/** Copying, and what a copy button shows. */

import { announce, button, icon, iconButton } from "./dom.js";

/**
 * @param {string} text
 * @returns {Promise<boolean>}
 */
async function copy(text) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        // The clipboard API exists over HTTPS and on localhost only; the page may be served by plain HTTP.
        const field = document.createElement("textarea");
        field.value = text;
        field.className = "spoken";
        const focused = document.activeElement;
        document.body.append(field);
        field.select();
        const done = document.execCommand("copy");
        field.remove();
        if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
        return done;
    }
}

/**
 * @param {HTMLElement} element
 * @param {string} iconName
 * @param {string} text
 */
async function copyFrom(element, iconName, text) {
    const done = await copy(text);
    const picture = element.querySelector("svg");
    picture?.replaceWith(icon(done ? "check2" : "x-circle-fill"));
    announce(done ? "Copied" : "Copying was refused by the browser");
    setTimeout(() => element.querySelector("svg")?.replaceWith(icon(iconName)), 1600);
}

/**
 * @param {string} label
 * @param {() => string} text
 * @param {string} [iconName]
 */
export function copyButton(label, text, iconName = "files") {
    return button(label, iconName, (event) => void copyFrom(/** @type {HTMLElement} */ (event.currentTarget), iconName, text()));
}

/**
 * @param {string} label
 * @param {() => string} text
 */
export function copyIconButton(label, text) {
    return iconButton(label, "files", (event) => void copyFrom(/** @type {HTMLElement} */ (event.currentTarget), "files", text()));
}
