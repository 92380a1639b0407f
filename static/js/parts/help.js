/** The help dialog: shortcuts, their switch, and how times are shown. */

import { h, icon } from "../dom.js";
import { zoneName } from "../format.js";
import { areShortcutsOn, switchShortcuts } from "../preferences.js";

/** @type {readonly {keys: string, does: string}[]} */
const SHORTCUTS = [
    { keys: "/", does: "Search for a user" },
    { keys: "j k", does: "Next and previous row" },
    { keys: "Enter", does: "Open or close the row" },
    { keys: "e", does: "Next error" },
    { keys: "t", does: "Chart or table" },
    { keys: "?", does: "This help" },
];

export function openHelp() {
    if (document.querySelector("dialog[open]")) return;
    const toggle = h("input", { type: "checkbox", id: "shortcuts-on", onchange: () => switchShortcuts(toggle.checked) });
    toggle.checked = areShortcutsOn();
    const dialog = h("dialog", { class: "help", "aria-labelledby": "help-title", onclose: () => dialog.remove() },
        h("form", { method: "dialog" },
            h("div", { class: "help-head" }, h("h2", { id: "help-title" }, "Keyboard and times"),
                h("button", { class: "icon-button", "aria-label": "Close" }, icon("x-circle-fill"))),
            h("dl", { class: "shortcuts" }, SHORTCUTS.map(({ keys, does }) => h("div", null, h("dt", null, keys.split(" ").map((key) => h("kbd", null, key))), h("dd", null, does)))),
            h("label", { class: "check", for: "shortcuts-on" }, toggle, h("span", null, "Use single-key shortcuts")),
            h("p", { class: "hint" }, `Times are shown in ${zoneName(new Date())}. Point at a time to read it in UTC; copies and downloads are in UTC. Days in charts are days in UTC.`)));
    document.body.append(dialog);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.showModal();
}
