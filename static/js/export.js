/** Taking things out of the page: copies and files. */

import { announce, button, icon, iconButton } from "./dom.js";
import { plural } from "./format.js";

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
 * @param {string} [label] of the element
 * @param {string} [remark] what to know of the copy
 */
async function copyFrom(element, iconName, text, label = "", remark = "") {
    const done = await copy(text);
    const said = done ? `Copied${remark}` : "Copying was refused by the browser";
    const draw = (name, /** @type {string} */ words) => {
        element.querySelector("svg")?.replaceWith(icon(name));
        if (remark !== "") element.querySelector("span")?.replaceChildren(words);
    };
    draw(done ? "check2" : "x-circle-fill", said);
    announce(said);
    setTimeout(draw, remark === "" ? 1600 : 5000, iconName, label);
}

/**
 * @param {string} label
 * @param {() => string} text
 * @param {string} [iconName]
 * @param {() => string} [remark] what the reader should know of the copy
 */
export function copyButton(label, text, iconName = "files", remark) {
    return button(label, iconName, (event) => void copyFrom(/** @type {HTMLElement} */ (event.currentTarget), iconName, text(), label, remark?.()));
}

/**
 * @param {string} label
 * @param {() => string} text
 */
export function copyIconButton(label, text) {
    return iconButton(label, "files", (event) => void copyFrom(/** @type {HTMLElement} */ (event.currentTarget), "files", text()));
}

/**
 * A CSV field. Text that a spreadsheet would run as a formula is preceded by an apostrophe; numbers are left as they are.
 * @param {unknown} value
 */
export function csvField(value) {
    if (value === null || value === undefined) return "";
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    let text = typeof value === "string" ? value : JSON.stringify(value);
    if (/^[\s\u0000-\u001f]*[=+\-@|\uff1d\uff0b\uff0d\uff20]/.test(text) || /^[\t\r\n]/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * RFC 4180, with a header line and CRLF.
 * @param {string[]} columns
 * @param {Record<string, unknown>[]} rows
 */
export function csv(columns, rows) {
    const lines = [columns.map(csvField), ...rows.map((row) => columns.map((column) => csvField(row[column])))];
    return lines.map((fields) => `${fields.join(",")}\r\n`).join("");
}

/**
 * A name that is safe for a file on every system.
 * @param {string} text
 */
export function fileName(text) {
    return text.normalize("NFKD").replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[.-]+|-+$/g, "").slice(0, 80) || "export";
}

/**
 * @param {Sheet} sheet
 * @param {"csv"|"json"} format
 */
function download(sheet, format) {
    const text = format === "csv" ? csv(sheet.columns, sheet.rows) : `${JSON.stringify(sheet.rows, null, 2)}\n`;
    const type = format === "csv" ? "text/csv;charset=utf-8" : "application/json";
    const address = URL.createObjectURL(new Blob([text], { type }));
    const link = document.createElement("a");
    link.href = address;
    link.download = `${fileName(sheet.name)}.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    announce(`Saved ${plural(sheet.rows.length, "row")}`);
}

/** @param {() => Sheet} sheet read when a button is pressed */
export function exportButtons(sheet) {
    return [
        button("CSV", "download", () => download(sheet(), "csv"), { "aria-label": "Download as CSV" }),
        button("JSON", "download", () => download(sheet(), "json"), { "aria-label": "Download as JSON" }),
    ];
}
