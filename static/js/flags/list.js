/** All flags: what they are, who gets them, which are not needed any more, and what is asked for in vain. */

import { get, isAbort, problemOf } from "../api.js";
import { announce, button, data, fill, h, icon, keepingFocus, spoken, time } from "../dom.js";
import { count, plural, printable } from "../format.js";
import { flagLink } from "../links.js";
import { emptyPanel, problemPanel, skeleton } from "../parts/states.js";
import { addressWith, navigate } from "../router.js";
import { may } from "../session.js";
import { choice, stateMark } from "./fields.js";
import { listAllFlags, listFlags, readFlag, readNames } from "./flag-api.js";
import { changeFlag } from "./flag-changes.js";
import { needsNames, rolloutWords, shortDescription, STALE_WORDS, typeWords } from "./list-words.js";
import { manifestKey } from "./manifest-key.js";
import { isDefaultTag, namesFor, variantWords } from "./words.js";

const PAGE = 100;
const WAIT_MS = 180;

/** @type {readonly {id: string, label: string, query: QueryValues, isWhole?: boolean}[]} */
const STATES = [
    { id: "", label: "All", query: {} },
    { id: "on", label: "On", query: { active: true } },
    { id: "off", label: "Off", query: { active: false } },
    { id: "stale", label: "Stale", query: { active: true }, isWhole: true },
    { id: "archived", label: "Archived", query: { archived: "only" } },
    { id: "malformed", label: "Malformed", query: { archived: "true" } },
];

/**
 * @param {string} label
 * @param {boolean} isOn
 * @param {(control: HTMLButtonElement) => void} onPress
 * @param {Attributes} [attributes]
 */
function switchButton(label, isOn, onPress, attributes = {}) {
    const control = h("button", { type: "button", class: "switch", role: "switch", "aria-checked": String(isOn), "aria-label": label, title: label, onclick: () => onPress(control), ...attributes }, h("span", { class: "switch-knob", "aria-hidden": "true" }), h("span", { class: "switch-word", "aria-hidden": "true" }, isOn ? "On" : "Off"));
    return control;
}

/**
 * @param {HTMLButtonElement} control
 * @param {boolean} isOn
 */
function setSwitch(control, isOn) {
    control.setAttribute("aria-checked", String(isOn));
    const word = control.querySelector(".switch-word");
    if (word) word.textContent = isOn ? "On" : "Off";
}

/**
 * @param {ListedFlag} flag
 * @param {(text: string) => void} report
 * @param {(flag: ListedFlag) => void} replaced
 */
function toggle(flag, report, replaced) {
    const control = switchButton(`${flag.key} is on`, flag.active, async () => {
        if (control.getAttribute("aria-busy") === "true") return;
        control.setAttribute("aria-busy", "true");
        const wanted = control.getAttribute("aria-checked") !== "true";
        try {
            const current = await readFlag(flag.key);
            if (current.flag.version !== flag.version) {
                replaced({ ...flag, ...current.flag });
                report(`${flag.key} was changed by somebody else meanwhile. It is shown as it is now; press again if it should still be switched.`);
                return;
            }
            const saved = await changeFlag(flag.key, current.etag, { active: wanted }, "");
            replaced({ ...flag, ...saved.flag });
            report(`${flag.key} is ${wanted ? "on" : "off"} now.`);
        } catch (error) {
            setSwitch(control, flag.active);
            report(`${flag.key} could not be switched: ${problemOf(error).detail}`);
        } finally {
            control.removeAttribute("aria-busy");
        }
    }, { "data-focus": `switch-${flag.key}` });
    return control;
}

/** @param {string} tag */
function tagLink(tag) {
    return h("a", { class: "tag link", href: addressWith({ tag }) }, data(tag, 40));
}

/**
 * @param {ListedFlag} flag
 * @param {(text: string) => void} report
 * @param {() => SentenceNames} names
 */
function flagRow(flag, report, names) {
    const rollout = h("span", { class: "flag-rollout" });
    const tell = () => {
        const words = rolloutWords(flag, names());
        const variants = variantWords(flag.filters);
        fill(rollout, data(flag.active || flag.archived ? words : `off (${words})`, 180), variants !== "" && h("span", { class: "flag-variants" }, data(variants, 140)));
    };
    const draw = () => {
        tell();
        const description = shortDescription(flag.name);
        const canSwitch = may("write") && !flag.archived;
        row.replaceChildren(
            h("span", { class: "flag-switch" }, canSwitch ? toggle(flag, report, (next) => {
                const isFocused = row.contains(document.activeElement);
                flag = next;
                draw();
                if (isFocused) row.querySelector("button")?.focus({ preventScroll: true });
            }) : stateMark(flag)),
            h("span", { class: "flag-what" },
                h("span", { class: "flag-line" }, h("a", { class: "flag-key mono", href: flagLink(flag.key), "data-row": "" }, data(flag.key, 120)), flag.stale && h("span", { class: "tag slow", title: STALE_WORDS[flag.stale] }, icon("stopwatch-fill"), "Stale"), flag.archived && h("span", { class: "tag" }, icon("flags.svg#archive"), "Archived")),
                h("span", { class: "flag-about" }, manifestKey(flag.key) !== flag.key && h("span", null, "in the manifest: ", data(manifestKey(flag.key), 120, "mono")), description !== "" && data(description, 160), flag.stale && h("span", { class: "stale-why" }, STALE_WORDS[flag.stale] ?? printable(flag.stale)), flag.tags.filter((tag) => !isDefaultTag(tag)).map(tagLink))),
            h("span", { class: "flag-type" }, printable(typeWords(flag))),
            rollout,
            h("span", { class: "flag-used" }, flag.last_called_at ? ["used ", time(flag.last_called_at, "ago")] : h("span", { class: "muted" }, "never used")));
    };
    const row = h("li", { class: "flag-row", "data-item": "" });
    draw();
    return { row, tell };
}

/** @param {MalformedFlag} flag */
function malformedRow(flag) {
    return h("li", { class: "flag-row is-malformed", "data-item": "", "data-kind": "error" },
        h("span", { class: "flag-switch" }, h("span", { class: "kind error" }, icon("exclamation-octagon-fill"), h("span", null, "Malformed"))),
        h("span", { class: "flag-what" }, h("span", { class: "flag-line" }, flag.key === "" ? h("span", { class: "muted" }, "without a key") : h("a", { class: "flag-key mono", href: flagLink(flag.key), "data-row": "" }, data(flag.key, 120))),
            h("span", { class: "flag-about" }, h("span", null, h("code", null, printable(flag.field)), " ", data(flag.detail, 240)))));
}

/**
 * Keys that code asks for although no flag has them.
 * @param {AbortSignal} signal
 */
function unknownKeys(signal) {
    const element = h("section", { class: "unknown-keys", hidden: true, "aria-labelledby": "unknown-title" });
    const load = async () => {
        try {
            const { keys } = await get("/api/flag-insight/unknown", { limit: 20 }, signal);
            if (keys.length === 0) return;
            fill(element, h("h2", { id: "unknown-title" }, "Asked for, but no flag has this key"), h("p", { class: "hint" }, "Code that asks for one of these gets its own default."),
                h("div", { class: "table-box tall", tabindex: "0", role: "region", "aria-label": "Unknown keys" }, h("table", { class: "data-table" },
                    h("thead", null, h("tr", null, ["Key", "Times", "Last asked", "Nearest flag", ...(may("write") ? [""] : [])].map((name, index) => h("th", { scope: "col", class: index === 1 ? "number" : null }, name || spoken("Actions"))))),
                    h("tbody", null, keys.map((/** @type {UnknownKey} */ unknown) => h("tr", null,
                        h("th", { scope: "row" }, data(unknown.key, 80, "mono")), h("td", { class: "number" }, count(unknown.count)), h("td", null, time(unknown.last_seen, "ago")),
                        h("td", null, unknown.nearest ? h("a", { href: flagLink(unknown.nearest) }, data(unknown.nearest, 80)) : h("span", { class: "muted" }, "none like it")),
                        may("write") && h("td", null, h("a", { href: `/feature-flags/new?key=${encodeURIComponent(unknown.key)}` }, "Create", spoken(` ${unknown.key}`)))))))));
            element.hidden = false;
        } catch {
            // A list beside the list: without it the flags are still shown.
        }
    };
    void load();
    return element;
}

/** @param {Place} place */
export function flagsView(place) {
    const life = new AbortController();
    let asking = new AbortController();
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    let waiting;
    let params = place.params;
    const list = h("ol", { class: "rows flag-list" });
    const holder = h("div", { class: "feed-list" });
    const foot = h("div", { class: "feed-foot" });
    const report = h("p", { class: "list-report", role: "status" });
    const states = h("nav", { class: "segments", "aria-label": "State" });
    const tagHolder = h("div", { class: "tag-filter" });
    /** @type {Set<string>} */
    const tags = new Set();
    const input = h("input", { id: "flag-search", type: "search", placeholder: "Key or description", autocomplete: "off", spellcheck: "false", maxlength: 200, "aria-label": "Find a flag" });
    input.value = params.get("search") ?? "";
    input.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => {
            navigate(addressWith({ search: input.value.trim() || null }), { replace: true, quiet: true });
            params = new URL(location.href).searchParams;
            drawFilters();
            void load();
        }, WAIT_MS);
    });
    const say = (/** @type {string} */ text) => {
        report.textContent = text;
    };
    const state = () => STATES.find((one) => one.id === (params.get("state") ?? "")) ?? STATES[0];
    const drawFilters = () => {
        keepingFocus(states, () => states.replaceChildren(...STATES.map((one) => h("a", { href: addressWith({ state: one.id || null }), "aria-current": one.id === state().id ? "true" : null }, one.label))));
        const current = params.get("tag") ?? "";
        if (current !== "") tags.add(current);
        tagHolder.hidden = tags.size === 0;
        tagHolder.replaceChildren(choice([{ value: "", label: "Any tag" }, ...[...tags].sort().map((tag) => ({ value: tag, label: tag }))], current, (tag) => navigate(addressWith({ tag: tag || null })), { "aria-label": "Tag" }));
    };
    /** @type {SentenceNames|null} */
    let names = null;
    /** @type {(() => void)[]} what tells the rows' conditions anew */
    let tellers = [];
    /** @param {FlagList} page */
    const learn = (page) => {
        for (const flag of page.flags) for (const tag of flag.tags) if (!isDefaultTag(tag)) tags.add(tag);
        if (names !== null || !page.flags.some(needsNames)) return;
        names = {};
        void readNames(life.signal).then((known) => {
            names = namesFor(known);
            for (const tell of tellers) tell();
        });
    };
    const empty = () => {
        const isFiltered = params.has("search") || params.has("tag") || state().id !== "";
        const what = { stale: ["No flag is stale", "Every flag that is on was asked for lately and does not give everybody the same."], malformed: ["No flag is malformed", "Every stored definition can be read."], archived: ["No flag is archived", "Archived flags can be restored from here."] }[state().id];
        if (what && !params.has("search") && !params.has("tag")) return emptyPanel({ title: what[0], text: what[1], icon: "flag-fill" });
        if (isFiltered) return emptyPanel({ title: "No flag fits", text: "Search looks into keys and descriptions.", actions: [h("a", { class: "button", href: "/feature-flags" }, "Show all")] });
        return emptyPanel({ title: "There is no flag yet", text: "Create one here, or push a manifest with the OpenFeature CLI.", icon: "flag-fill", actions: may("write") ? [h("a", { class: "button primary", href: "/feature-flags/new" }, "Create a flag")] : [] });
    };
    const load = async (offset = 0) => {
        asking.abort();
        asking = new AbortController();
        const { signal } = asking;
        const chosen = state();
        if (offset === 0) {
            say("");
            if (!holder.contains(list)) holder.replaceChildren(skeleton(8, "Loading flags"));
            foot.replaceChildren();
        }
        try {
            const query = { ...chosen.query, search: params.get("search"), tag: params.get("tag") };
            const page = chosen.isWhole ? await listAllFlags(query, signal) : await listFlags({ ...query, limit: PAGE, offset }, signal);
            learn(page);
            drawFilters();
            const flags = chosen.id === "malformed" ? [] : chosen.isWhole ? page.flags.filter((flag) => flag.stale) : page.flags;
            const malformed = offset === 0 && (chosen.id === "" || chosen.id === "malformed") ? page.malformed : [];
            const rows = flags.map((flag) => flagRow(flag, say, () => names ?? {}));
            if (offset === 0) list.replaceChildren();
            tellers = [...(offset === 0 ? [] : tellers), ...rows.map((one) => one.tell)];
            list.append(...malformed.map(malformedRow), ...rows.map((one) => one.row));
            holder.replaceChildren(list.childElementCount > 0 ? list : empty());
            const total = chosen.id === "malformed" ? malformed.length : chosen.isWhole ? flags.length : page.total + malformed.length;
            const next = chosen.id === "malformed" ? null : page.next_offset;
            fill(foot, list.childElementCount > 0 && h("span", { class: "muted", role: "status" }, next === null ? plural(total, "flag") : `${count(list.childElementCount)} of ${plural(total, "flag")}`), next !== null && button("Load more", "arrow-down", () => void load(next)));
            if (offset > 0) announce(`Loaded ${plural(flags.length, "more flag", "more flags")}`);
        } catch (error) {
            if (isAbort(error) || signal.aborted) return;
            (offset === 0 ? holder : foot).replaceChildren(problemPanel(problemOf(error), () => {
                holder.replaceChildren();
                void load();
            }));
        }
    };
    drawFilters();
    void load();
    const element = h("div", { class: "page flags-page" },
        h("div", { class: "page-head" }, h("div", null, h("h1", { tabindex: "-1" }, "Flags"), h("p", { class: "lead" }, "Who gets which feature.")),
            h("div", { class: "actions" }, h("a", { class: "button", href: "/feature-flags/cohorts" }, icon("people-fill"), h("span", null, "Cohorts")), h("a", { class: "button", href: "/feature-flags/playground" }, icon("flags.svg#play-fill"), h("span", null, "Playground")), may("write") && h("a", { class: "button primary", href: "/feature-flags/new" }, icon("flags.svg#plus-lg"), h("span", null, "New flag")))),
        h("div", { class: "toolbar" }, h("div", { class: "toolbar-start" }, h("form", { class: "filter", role: "search", onsubmit: (event) => event.preventDefault() }, input), states, tagHolder)),
        report, holder, foot, unknownKeys(life.signal));
    return {
        title: "Flags",
        element,
        /** @param {Place} next */
        update: (next) => {
            if (next.view !== "flags") return false;
            params = next.params;
            if (input.value.trim() !== (params.get("search") ?? "")) input.value = params.get("search") ?? "";
            drawFilters();
            void load();
            return true;
        },
        close: () => {
            clearTimeout(waiting);
            life.abort();
            asking.abort();
        },
    };
}
