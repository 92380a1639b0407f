/** A list that is read page by page, exported as it stands, and optionally followed live. */

import { announce, button, h, icon, keepingFocus } from "../dom.js";
import { exportButtons } from "../export.js";
import { count, plural } from "../format.js";
import { getIfChanged, isAbort, problemOf } from "../api.js";
import { PROBLEM_ROW } from "../keys.js";
import { nextErrorButton, problemPanel, skeleton } from "./states.js";

const LIVE_EVERY_MS = 5000;

/**
 * @template T
 * @param {FeedOptions<T>} options
 * @returns {() => void} closes it
 */
export function feed(options) {
    const { holder, what, many = `${what}s` } = options;
    const ending = new AbortController();
    /** @type {T[]} */
    let rows = [];
    /** @type {Page<T>} */
    let last = { rows: [], total: null, next: null };
    let stopFollowing = () => {};
    let isLoading = false;
    const list = h("div", { class: "feed-list" }, skeleton(8, `Loading ${many}`));
    const foot = h("div", { class: "feed-foot" });
    const remark = h("p", { class: "note", hidden: true });
    const exports = exportButtons(() => options.sheet(rows));
    for (const one of exports) one.disabled = true;
    const nextProblem = nextErrorButton();
    nextProblem.hidden = true;
    const follow = h("button", { type: "button", class: "button live", "aria-pressed": "false", onclick: () => setFollowing(follow.getAttribute("aria-pressed") !== "true") }, icon("record-circle"), h("span", null, "Live"));
    const bar = h("div", { class: "toolbar" },
        h("div", { class: "toolbar-start" }, options.filters ?? []),
        h("div", { class: "toolbar-end" }, nextProblem, options.canFollow && follow, exports));
    keepingFocus(holder.querySelector(".toolbar-start") ?? bar, () => {
        holder.replaceChildren(bar, remark, list, foot);
        return bar;
    });

    const show = () => {
        const focused = document.activeElement;
        list.replaceChildren(rows.length === 0 ? options.empty() : options.render(rows));
        if (focused instanceof HTMLElement && focused !== document.activeElement && list.contains(focused)) focused.focus({ preventScroll: true });
        for (const one of exports) one.disabled = rows.length === 0;
        nextProblem.hidden = !options.hasProblems || list.querySelector(PROBLEM_ROW) === null;
        const sentence = options.note?.(rows) ?? "";
        remark.textContent = sentence;
        remark.hidden = sentence === "";
        foot.replaceChildren();
        if (rows.length === 0) return;
        const whole = last.total !== null && last.next !== null ? ` of ${count(last.total)}` : "";
        const amount = `${count(rows.length)}${whole} ${rows.length === 1 && !whole ? what : many}`;
        foot.append(h("span", { class: "muted", tabindex: "-1" }, options.found ? `${options.found(rows)} among ${last.next === null ? "" : "the newest "}${amount}` : amount));
        if (last.next !== null) foot.append(button("Load older", "arrow-down", () => void load(last.next), { class: "button" }));
    };
    const add = (body) => {
        const page = options.read(body);
        options.onPage?.(body);
        rows = options.merge ? options.merge(rows, page.rows) : [...rows, ...page.rows];
        return page;
    };
    const load = async (cursor) => {
        if (isLoading) return;
        isLoading = true;
        const older = foot.querySelector("button");
        older?.setAttribute("aria-busy", "true");
        try {
            const { body } = await getIfChanged(options.path, options.query(cursor), null, ending.signal);
            const before = rows.length;
            const hadFocus = older !== null && older === document.activeElement;
            last = add(body);
            show();
            if (cursor !== null) {
                announce(`Loaded ${plural(rows.length - before, `older ${what}`, `older ${many}`)}`);
                if (hadFocus) /** @type {HTMLElement|null} */ (foot.lastElementChild)?.focus({ preventScroll: true });
            }
        } catch (error) {
            if (isAbort(error)) return;
            const panel = problemPanel(problemOf(error), () => {
                if (cursor === null) list.replaceChildren(skeleton(8, `Loading ${many}`));
                else foot.replaceChildren(skeleton(1));
                void load(cursor);
            });
            // What is there stays on the screen when an older page fails.
            (cursor === null ? list : foot).replaceChildren(panel);
        } finally {
            isLoading = false;
            older?.removeAttribute("aria-busy");
        }
    };
    const setFollowing = (on) => {
        follow.setAttribute("aria-pressed", String(on));
        stopFollowing();
        stopFollowing = () => {};
        if (!on) return;
        /** @type {string|null} */
        let etag = null;
        stopFollowing = poll(async (signal) => {
            try {
                const answer = await getIfChanged(options.path, options.query(null), etag, signal);
                etag = answer.etag;
                follow.classList.remove("troubled");
                if (answer.body === null) return;
                const previous = rows;
                const known = new Set(list.querySelectorAll("[data-item]"));
                const page = add(answer.body);
                // A page that meets nothing known leaves a gap before it, so the list begins again from there.
                const isApart = page.next !== null && rows.length === previous.length + page.rows.length;
                if (isApart) rows = page.rows;
                last = isApart ? page : { ...last, total: page.total };
                if (rows === previous) return;
                show();
                for (const item of list.querySelectorAll("[data-item]")) if (!known.has(item)) item.classList.add("fresh");
                const news = isApart ? rows.length : rows.length - previous.length;
                if (news > 0) announce(plural(news, `new ${what}`, `new ${many}`));
            } catch (error) {
                if (!isAbort(error)) follow.classList.add("troubled");
            }
        });
    };
    void load(null);
    return () => {
        stopFollowing();
        ending.abort();
    };
}

/**
 * Keeps a row's element from one rendering to the next, so that an opened row stays open.
 * @template T
 * @param {(row: T) => string} key
 * @param {(row: T) => string|number} version a row is made again when this changes
 * @param {(row: T) => HTMLElement} make
 * @returns {(row: T) => HTMLElement}
 */
export function kept(key, version, make) {
    /** @type {Map<string, {version: string|number, element: HTMLElement}>} */
    const known = new Map();
    return (row) => {
        const found = known.get(key(row));
        if (found && found.version === version(row)) return found.element;
        const element = make(row);
        known.set(key(row), { version: version(row), element });
        return element;
    };
}

/**
 * Rows of two pages, each kept once, newest first.
 * @template {{uuid: string, timestamp: string}} T
 * @param {T[]} known
 * @param {T[]} page
 * @returns {T[]}
 */
export function mergeByUUID(known, page) {
    const seen = new Set(known.map((row) => row.uuid));
    const added = page.filter((row) => !seen.has(row.uuid));
    if (added.length === 0) return known;
    return [...known, ...added].sort((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp) || (a.uuid < b.uuid ? 1 : a.uuid > b.uuid ? -1 : 0));
}

/**
 * Asks again and again while the page can be seen.
 * @param {(signal: AbortSignal) => Promise<void>} ask
 * @param {number} [every] milliseconds between the end of one question and the next
 * @returns {() => void} stops it
 */
function poll(ask, every = LIVE_EVERY_MS) {
    const ending = new AbortController();
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    let timer;
    let asking = false;
    const plan = (wait) => {
        clearTimeout(timer);
        if (!ending.signal.aborted && !document.hidden) timer = setTimeout(turn, wait);
    };
    const turn = async () => {
        if (asking) return;
        asking = true;
        try {
            await ask(ending.signal);
        } finally {
            asking = false;
            plan(every);
        }
    };
    document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : plan(0)), { signal: ending.signal });
    plan(0);
    return () => {
        ending.abort();
        clearTimeout(timer);
    };
}
