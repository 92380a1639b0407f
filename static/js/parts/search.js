/** The one search box: a combobox whose candidates are links, each with the reason it matched. Nothing is ever picked silently. */

import { get, isAbort, problemOf } from "../api.js";
import { announce, data, h, icon, spoken, time } from "../dom.js";
import { plural, printable } from "../format.js";
import { looksLikeRequestID, requestLink, userLink } from "../links.js";
import { navigate } from "../router.js";

const SHORTEST = 3;
const WAIT_MS = 180;

/** @type {Record<string, string>} */
const REASONS = { distinct_id: "id", email: "email", name: "name" };

/**
 * The text with the part that was searched for marked.
 * @param {string} text
 * @param {string} wanted
 */
function marked(text, wanted) {
    const shown = printable(text).slice(0, 200);
    const at = shown.toLowerCase().indexOf(wanted.toLowerCase());
    if (at < 0 || wanted === "") return h("bdi", null, shown);
    return h("bdi", null, shown.slice(0, at), h("mark", null, shown.slice(at, at + wanted.length)), shown.slice(at + wanted.length));
}

/**
 * @param {Candidate} candidate
 * @param {string} wanted
 * @param {number} index
 */
function option(candidate, wanted, index) {
    const label = candidate.name ?? candidate.email ?? candidate.user_id;
    return h("a", { class: "candidate", role: "option", id: `candidate-${index}`, href: userLink(candidate.user_id), tabindex: "-1", "aria-selected": "false" },
        h("span", { class: "candidate-who" },
            h("span", { class: "candidate-name" }, data(label, 80)),
            h("span", { class: "candidate-id" }, [candidate.email, candidate.user_id].filter((part) => part && part !== label).map((part) => data(part, 60)))),
        h("span", { class: "candidate-why" }, h("span", { class: "tag" }, `by ${REASONS[candidate.matched_on] ?? printable(candidate.matched_on)}`), marked(candidate.matched_value, wanted)),
        h("span", { class: "candidate-seen" }, spoken("last seen "), time(candidate.last_seen, "ago")));
}

/**
 * @param {{isLarge: boolean, value?: string, onQuery?: (query: string) => void}} options
 *   `isLarge` shows the candidates in the page, otherwise they open over it
 */
export function searchBox({ isLarge, value = "", onQuery }) {
    let asking = new AbortController();
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    let waiting;
    let active = -1;
    const list = h("div", { class: "candidates", role: "listbox", id: "search-results", "aria-label": "Matching users", hidden: true });
    const hint = h("p", { class: "search-hint", id: "search-hint", role: "status" });
    const panel = h("div", { class: isLarge ? "search-panel" : "search-panel over", hidden: !isLarge }, hint, list);
    const input = h("input", {
        id: "search", type: "search", role: "combobox", placeholder: "Email, user id or name", value,
        autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: 200, "aria-label": "Find a user", "aria-keyshortcuts": "/",
        "aria-expanded": "false", "aria-controls": "search-results", "aria-autocomplete": "list", "aria-describedby": "search-hint",
    });
    const field = h("div", { class: "search-field" }, icon("search"), input, h("kbd", { "aria-hidden": "true" }, "/"));
    const element = h("form", { class: isLarge ? "search large" : "search", role: "search" }, field, panel);

    const options = () => [.../** @type {NodeListOf<HTMLAnchorElement>} */ (list.querySelectorAll("[role=option]"))];
    /** @param {number|null} index null for none; one beyond an end is the other end */
    const activate = (index) => {
        const all = options();
        active = index === null || all.length === 0 ? -1 : (index + all.length) % all.length;
        all.forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
        if (active >= 0) {
            input.setAttribute("aria-activedescendant", all[active].id);
            all[active].scrollIntoView({ block: "nearest" });
        } else input.removeAttribute("aria-activedescendant");
    };
    const say = (text, /** @type {Node[]} */ ...more) => hint.replaceChildren(text, ...more);
    const open = (isOpen) => {
        panel.hidden = !isLarge && !isOpen;
        const hasOptions = list.childElementCount > 0;
        list.hidden = !hasOptions;
        input.setAttribute("aria-expanded", String(hasOptions && !panel.hidden));
    };
    const clear = () => {
        list.replaceChildren();
        activate(null);
    };
    const requestHint = (text) => (looksLikeRequestID(text) ? [" ", h("a", { href: requestLink(text.trim()) }, "Open it as a request id")] : []);
    const ask = async () => {
        const wanted = input.value.trim();
        asking.abort();
        asking = new AbortController();
        onQuery?.(wanted);
        if ([...wanted].length < SHORTEST) {
            element.removeAttribute("aria-busy");
            clear();
            say(wanted === "" ? "" : `Type ${plural(SHORTEST - [...wanted].length, "more character", "more characters")}.`);
            open(wanted !== "");
            return;
        }
        element.setAttribute("aria-busy", "true");
        open(true);
        const signal = asking.signal;
        try {
            /** @type {{users: Candidate[], truncated: boolean}} */
            const { users, truncated } = await get("/api/analytics/users", { query: wanted }, signal);
            list.replaceChildren(...users.map((user, index) => option(user, wanted, index)));
            activate(null);
            if (users.length === 0) say(`No user matches “${printable(wanted)}”. Ids, emails and names are searched.`, .../** @type {Node[]} */ (requestHint(wanted)));
            else say(truncated ? `The ${users.length} seen most recently; there are more. Type more to narrow it down.` : plural(users.length, "user"), .../** @type {Node[]} */ (requestHint(wanted)));
        } catch (error) {
            if (isAbort(error)) return;
            clear();
            const problem = problemOf(error);
            say(`${problem.title}: ${printable(problem.detail)}${problem.requestId ? ` (request id ${problem.requestId})` : ""}`);
        }
        element.removeAttribute("aria-busy");
        open(true);
    };
    input.addEventListener("input", () => {
        clearTimeout(waiting);
        asking.abort();
        // What is listed fits an earlier text, so Enter must not take it.
        activate(null);
        element.setAttribute("aria-busy", "true");
        waiting = setTimeout(() => void ask(), WAIT_MS);
    });
    input.addEventListener("keydown", (event) => {
        if (event.isComposing) return;
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            if (options().length === 0) void ask();
            else activate(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
        } else if (event.key === "Escape") {
            if (isLarge && input.value === "") return;
            event.preventDefault();
            if (isLarge) input.value = "";
            clearTimeout(waiting);
            asking.abort();
            element.removeAttribute("aria-busy");
            clear();
            say("");
            open(false);
            if (isLarge) onQuery?.("");
            else input.blur();
        }
    });
    element.addEventListener("submit", (event) => {
        event.preventDefault();
        clearTimeout(waiting);
        const all = element.hasAttribute("aria-busy") ? [] : options();
        const chosen = all[active] ?? (all.length === 1 ? all[0] : undefined);
        if (chosen) {
            close();
            if (!isLarge) input.blur();
            navigate(chosen.href);
        } else if (all.length > 1) {
            activate(0);
            announce("Choose one with the arrow keys");
        } else if (!isLarge && input.value.trim() !== "" && !input.value.includes("@")) navigate(`/users?query=${encodeURIComponent(input.value.trim())}`);
        else void ask();
    });
    list.addEventListener("click", () => { if (!isLarge) setTimeout(close); });
    element.addEventListener("focusout", (event) => {
        if (!isLarge && !(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) open(false);
    });
    input.addEventListener("focus", () => { if (!isLarge && list.childElementCount > 0) open(true); });
    const close = () => {
        clearTimeout(waiting);
        asking.abort();
        element.removeAttribute("aria-busy");
        if (isLarge) return;
        input.value = "";
        clear();
        say("");
        open(false);
    };
    if (value !== "") void ask();
    return {
        element,
        focus: () => {
            input.focus();
            input.select();
        },
        query: () => input.value.trim(),
        /** @param {string} text */
        setQuery: (text) => {
            if (input.value.trim() === text) return;
            input.value = text;
            void ask();
        },
        close: () => {
            clearTimeout(waiting);
            asking.abort();
        },
    };
}
