/** How kinds of events look, and what stands where data would: loading, nothing there, only part of it, a failure. */

import { announce, button, h, icon, spoken } from "../dom.js";
import { copyButton } from "../export.js";
import { printable } from "../format.js";
import { moveToRow, PROBLEM_ROW } from "../keys.js";

// A shape and a word, never a colour alone.

/** @type {Record<Kind, string>} */
export const KIND_ICON = {
    error: "exclamation-octagon-fill",
    failed: "x-circle-fill",
    slow: "stopwatch-fill",
    ok: "check-circle-fill",
    event: "circle-fill",
};

/** @type {Record<Kind, string>} */
export const KIND_WORD = { error: "Error", failed: "Failed", slow: "Slow", ok: "OK", event: "Event" };

/** @param {Kind} kind */
export function kindMark(kind) {
    return h("span", { class: `kind ${kind}` }, icon(KIND_ICON[kind]), spoken(KIND_WORD[kind]));
}

/**
 * Grey lines in the size of the rows to come.
 * @param {number} rows
 * @param {string} [what]
 */
export function skeleton(rows, what = "Loading") {
    return h("div", { class: "skeleton", role: "status" }, spoken(`${what}…`),
        Array.from({ length: rows }, (_, index) => h("div", { class: `skeleton-row w${(index * 7) % 5}`, "aria-hidden": "true" }, h("span"), h("span"), h("span"))));
}

/** @param {{title: string, text: string, icon?: string, actions?: Node[]}} content */
export function emptyPanel({ title, text, icon: picture = "search", actions = [] }) {
    return h("div", { class: "empty" }, icon(picture, "large"), h("h2", null, title), h("p", null, text), actions.length > 0 && h("div", { class: "actions" }, actions));
}

/**
 * @param {string} text
 * @param {...Node} more
 */
export function note(text, ...more) {
    return h("p", { class: "note" }, h("span", null, text), more);
}

/**
 * @param {Problem} problem
 * @param {(() => void)|null} retry
 */
export function problemPanel(problem, retry) {
    const status = problem.status ? `${problem.status} ` : "";
    const asText = () => [`${status}${problem.title}`, problem.detail, problem.requestId ? `request id ${problem.requestId}` : "", location.pathname, new Date().toISOString()].filter(Boolean).join("\n");
    return h("div", { class: "problem", role: "alert" },
        h("div", { class: "problem-mark" }, icon("exclamation-triangle-fill")),
        h("div", { class: "problem-text" },
            h("h2", null, `${problem.title}`),
            h("p", null, printable(problem.detail)),
            problem.retryAfter !== null && h("p", null, `The gateway asks to wait ${problem.retryAfter} s before the next try.`),
            h("p", { class: "problem-id" }, problem.status ? h("span", null, `Status ${problem.status}`) : null,
                problem.requestId && h("span", null, "Request id ", h("code", null, printable(problem.requestId)))),
            h("div", { class: "actions" },
                retry && button("Try again", "arrow-clockwise", retry, { class: "button primary" }),
                copyButton("Copy details", asText))));
}

export function nextErrorButton() {
    return button("Next error", "arrow-down", () => { if (!moveToRow(PROBLEM_ROW, 1)) announce("No more errors in this list"); }, { "data-key": "e", "aria-keyshortcuts": "e" });
}
