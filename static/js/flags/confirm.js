/** Asking before something that is not undone by a click. */

import { problemOf } from "../api.js";
import { append, h, icon } from "../dom.js";
import { problemPanel } from "../parts/states.js";
import { textArea, uniqueID } from "./fields.js";

/**
 * A dialog that is gone once it is closed.
 * @param {{title: string, extra?: string, body: Child[], foot: Child[]}} content
 */
export function openDialog({ title, extra = "", body, foot }) {
    const id = uniqueID("dialog");
    const holder = h("div", { class: "dialog-body" });
    append(holder, body);
    const dialog = h("dialog", { class: `flag-dialog ${extra}`.trim(), "aria-labelledby": id, onclose: () => dialog.remove() },
        h("div", { class: "dialog-head" }, h("h2", { id, tabindex: "-1" }, title), h("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => dialog.close() }, icon("flags.svg#x-lg"))),
        holder, h("div", { class: "dialog-foot" }, foot));
    document.body.append(dialog);
    dialog.showModal();
    return { dialog, body: holder };
}

/** @param {string} label */
export function reasonField(label = "Reason, for the history (optional)") {
    const id = uniqueID("reason");
    const area = textArea("", () => {}, { id, rows: 2, maxlength: 1000, spellcheck: "true" });
    return { element: h("div", { class: "field" }, h("label", { class: "label", for: id }, label), area), text: () => area.value.trim() };
}

/**
 * @param {{title: string, text: Child[], verb: string, look?: string, picture?: string, act: (reason: string) => Promise<void>, hasReason?: boolean}} content
 *   `act` closes the dialog when it succeeds; a failure is shown in it
 */
export function confirmFirst({ title, text, verb, look = "primary", picture = "", act, hasReason = true }) {
    const reason = reasonField();
    const failure = h("div", { class: "dialog-failure" });
    const go = h("button", { type: "button", class: `button ${look}`, onclick: async () => {
        go.disabled = true;
        failure.replaceChildren();
        try {
            await act(reason.text());
            dialog.close();
            // What opened the dialog may be gone by now, and the focus with it.
            if (document.activeElement === document.body) /** @type {HTMLElement|null} */ (document.querySelector("main h1"))?.focus({ preventScroll: true });
        } catch (error) {
            failure.replaceChildren(problemPanel(problemOf(error), null));
        } finally {
            go.disabled = false;
        }
    } }, picture && icon(picture), h("span", null, verb));
    const { dialog } = openDialog({
        title, extra: "small",
        body: [...text, hasReason && reason.element, failure],
        foot: [h("button", { type: "button", class: "button", onclick: () => dialog.close() }, h("span", null, "Cancel")), go],
    });
    return dialog;
}
