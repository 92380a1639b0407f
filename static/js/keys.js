/** Single-key shortcuts. Each has a visible control, none works while text is typed, and they can be switched off. */

import { areShortcutsOn } from "./preferences.js";

/** @param {Element|null} element */
function takesText(element) {
    return element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
}

/**
 * Rows of the view, in order.
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
function rows(selector) {
    return [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector))].filter((row) => row.getClientRects().length > 0);
}

/**
 * Moves the focus to the next row that fits, counted from where it is now.
 * @param {string} selector
 * @param {1|-1} step
 */
export function moveToRow(selector, step) {
    const fitting = rows(selector);
    const from = document.activeElement?.closest("[data-item]")?.querySelector("[data-row]") ?? null;
    const following = (row) =>
        from !== null && (from.compareDocumentPosition(row) & (step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING)) !== 0;
    const ahead = from === null ? fitting : fitting.filter(following);
    const next = step > 0 ? ahead[0] ?? (selector === PROBLEM_ROW ? fitting[0] : undefined) : ahead[ahead.length - 1];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return next !== undefined;
}

const ROW = "[data-row]";
export const PROBLEM_ROW = '[data-item][data-kind="error"] [data-row], [data-item][data-kind="failed"] [data-row]';

/** @param {{search: () => void, help: () => void}} actions */
export function startKeys(actions) {
    document.addEventListener("keydown", (event) => {
        if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
        if (!areShortcutsOn() || takesText(document.activeElement) || document.querySelector("dialog[open]")) return;
        const press = (key) => {
            const control = rows(`[data-key="${key}"]`)[0];
            control?.click();
            return control !== undefined;
        };
        const action = {
            "/": () => (actions.search(), true),
            "?": () => (actions.help(), true),
            j: () => moveToRow(ROW, 1),
            k: () => moveToRow(ROW, -1),
            e: () => moveToRow(PROBLEM_ROW, 1),
            t: () => press("t"),
        }[event.key];
        if (action?.()) event.preventDefault();
    });
}
