/** A flag whose stored definition cannot be read: what is wrong, and the definition as text to mend. */

import { isAbort, json, problemOf, send } from "../api.js";
import { announce, button, data, fill, h, icon } from "../dom.js";
import { printable } from "../format.js";
import { problemPanel } from "../parts/states.js";
import { may, session } from "../session.js";
import { reasonField } from "./confirm.js";
import { isObject, parseExact } from "./exact.js";
import { jsonField } from "./fields.js";
import { address, stored } from "./flag-api.js";
import { replaceFlag } from "./flag-changes.js";
import { jsonMistake } from "./json-text.js";

/**
 * Texts that were not saved, by key, for as long as the page is open.
 * @type {Map<string, {text: string, by: string|undefined}>}
 */
const edits = new Map();

/**
 * A definition to begin with when the stored one is lost: on for nobody.
 * @param {string} key
 */
function blank(key) {
    return { key, name: "", active: false, filters: { groups: [{ properties: [], rollout_percentage: 0 }] }, tags: [] };
}

/** @param {unknown} value */
function textOf(value) {
    return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/**
 * @param {string} key
 * @param {AbortSignal} signal
 * @returns {Promise<StoredFlag|UnreadableFlag>}
 */
async function readAnyFlag(key, signal) {
    const response = await send("GET", address(key), { signal, answer: 409 });
    if (response.status !== 409) return stored(response, signal);
    return { malformed: (await json(response, signal, parseExact)).malformed, etag: response.headers.get("ETag") ?? "*" };
}

/**
 * @param {{key: string, part: string, names: FlagNames, holder: HTMLElement, onUnreadable: (found: UnreadableFlag) => void, onMended: (stored: StoredFlag) => void}} context
 *   `onMended` also when somebody else was faster
 * @returns {() => void} closes it
 */
export function malformedPart({ key, part, names, holder, onUnreadable, onMended }) {
    const ending = new AbortController();
    let close = () => ending.abort();
    /** @param {UnreadableFlag} found */
    const open = async (found) => {
        if (part !== "history") return editor({ holder, unreadable: found, onMended, onStale: () => void load() });
        const { historyPart } = await import("./history.js");
        /** @type {{flag: {key: string, version: number, archived: boolean}, etag: string}} */
        let now = { flag: { key, version: NaN, archived: false }, etag: found.etag };
        if (!ending.signal.aborted) close = historyPart({ holder, stored: () => now, names, onChanged: (next) => {
            now = next;
            onMended(next);
        } });
        return undefined;
    };
    const load = async () => {
        try {
            const found = await readAnyFlag(key, ending.signal);
            if (!("malformed" in found)) return onMended(found);
            if (!found.malformed) return holder.replaceChildren(problemPanel({ title: "The flag cannot be read", status: 409, detail: "The gateway does not say why.", requestId: null, retryAfter: null, errors: [] }, () => void load()));
            onUnreadable(found);
            return void await open(found);
        } catch (error) {
            if (!isAbort(error)) holder.replaceChildren(problemPanel(problemOf(error), () => void load()));
            return undefined;
        }
    };
    void load();
    return () => close();
}

/**
 * @param {{holder: HTMLElement, unreadable: UnreadableFlag, onMended: (saved: StoredFlag) => void, onStale: () => void}} context
 */
function editor({ holder, unreadable: { malformed, etag }, onMended, onStale }) {
    const { key, field, rule, detail, definition } = malformed;
    const what = h("section", { class: "card form-section malformed-what" },
        h("h2", null, icon("exclamation-octagon-fill"), " The stored definition cannot be read"),
        h("dl", { class: "facts-list" },
            h("div", null, h("dt", null, "Field"), h("dd", null, h("code", null, printable(field)))),
            h("div", null, h("dt", null, "What is wrong"), h("dd", null, data(detail, 600))),
            h("div", null, h("dt", null, "Rule"), h("dd", null, data(rule, 300)))),
        h("p", { class: "hint" }, "Until it is mended, code that asks for this flag gets its own default. Other flags work."));
    if (!may("write")) {
        holder.replaceChildren(h("div", { class: "editor" }, what, h("section", { class: "card form-section" }, h("h2", null, "As it is stored"), h("pre", { tabindex: "0" }, printable(textOf(definition))))));
        return;
    }
    const was = textOf(definition);
    const edit = edits.get(key);
    let text = edit?.by === session()?.subject ? edit?.text ?? was : was;
    const reason = reasonField();
    const failure = h("div", { class: "form-refusals" });
    const editing = h("div");
    const words = h("span", { class: "save-words", role: "status" });
    const save = h("button", { type: "button", class: "button primary", onclick: () => void keep() }, h("span", null, "Save the definition"));
    const discard = button("Discard", "", () => {
        text = was;
        draw();
        tell();
    }, { class: "button quiet" });
    const bar = h("div", { class: "save-bar" }, words, h("div", { class: "actions" }, discard, save));
    const tell = () => {
        const isChanged = text !== was;
        if (isChanged) edits.set(key, { text, by: session()?.subject });
        else edits.delete(key);
        const mistake = text.trim() === "" || jsonMistake(text) !== null;
        const isDefinition = !mistake && isObject(parseExact(text));
        save.disabled = !isDefinition || !isChanged;
        discard.hidden = !isChanged;
        bar.classList.toggle("clean", !isChanged);
        words.textContent = mistake ? "It is no JSON yet" : !isDefinition ? "A definition is an object" : isChanged ? "Changed, not saved" : "As it is stored";
    };
    const draw = () => fill(editing, jsonField({ label: "Definition", value: text, path: "definition", rows: Math.min(30, Math.max(12, text.split("\n").length + 1)), mayBeEmpty: false, focus: "definition", hint: "In PostHog's form. Number, version and times are kept by the store, whatever stands here.", onText: (next) => {
        text = next;
        tell();
    } }));
    const keep = async () => {
        save.disabled = true;
        failure.replaceChildren();
        try {
            const saved = await replaceFlag(key, etag, parseExact(text), reason.text());
            edits.delete(key);
            announce(`${saved.flag.key} is mended`);
            onMended(saved);
        } catch (error) {
            const problem = problemOf(error);
            if (problem.errors.length > 0 && problem.status < 500) fill(failure, h("div", { class: "refusals", role: "alert" }, h("p", { class: "strong" }, icon("exclamation-triangle-fill"), " Not ready to be saved"), h("ul", null, problem.errors.map((one) => h("li", null, h("code", null, printable(one.field)), " ", printable(one.detail))))));
            else failure.replaceChildren(problemPanel(problem, problem.status === 412 ? onStale : null));
            failure.scrollIntoView({ block: "nearest" });
            save.disabled = false;
        }
    };
    draw();
    tell();
    holder.replaceChildren(h("div", { class: "editor" }, what, failure,
        h("section", { class: "card form-section" }, h("div", { class: "section-head" }, h("h2", null, "Mend it"), h("p", { class: "hint" }, "An earlier version can be taken from the history instead.")),
            editing,
            h("div", null, button("Begin with an empty definition", "flags.svg#plus-lg", () => {
                text = textOf(blank(key));
                draw();
                tell();
                editing.querySelector("textarea")?.focus();
            }, { class: "button quiet small" })),
            reason.element)), bar);
}
