/** What this browser remembers: colours, and whether single-key shortcuts work. */

const THEMES = ["system", "light", "dark"];

/** @param {string} name */
function read(name) {
    try {
        return localStorage.getItem(`gateway-${name}`);
    } catch {
        return null;
    }
}

/**
 * @param {string} name
 * @param {string} value
 */
function write(name, value) {
    try {
        localStorage.setItem(`gateway-${name}`, value);
    } catch {
        // Without storage a choice lasts until the page is closed.
    }
}

export function theme() {
    return document.documentElement.dataset.theme ?? "system";
}

export function applyTheme() {
    const kept = read("theme") ?? "";
    document.documentElement.dataset.theme = THEMES.includes(kept) ? kept : "system";
}

/** Turns to the next choice and returns it. */
export function nextTheme() {
    const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
    document.documentElement.dataset.theme = next;
    write("theme", next);
    return next;
}

let areOn = read("shortcuts") !== "off";

export function areShortcutsOn() {
    return areOn;
}

/** @param {boolean} on */
export function switchShortcuts(on) {
    areOn = on;
    write("shortcuts", on ? "on" : "off");
}
