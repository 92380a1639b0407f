/** Trying flags: what somebody would get, by which rule, with every comparison. */

import { isAbort, problemOf } from "../api.js";
import { button, data, fill, h, icon } from "../dom.js";
import { printable } from "../format.js";
import { flagLink, userLink } from "../links.js";
import { problemPanel, skeleton } from "../parts/states.js";
import { may } from "../session.js";
import { oneLine, parseExact } from "./exact.js";
import { checkbox, choice, field, jsonField, textInput } from "./fields.js";
import { readNames } from "./flag-api.js";
import { tryFlags } from "./flag-changes.js";
import { jsonMistake } from "./json-text.js";
import { operatorLabel } from "./operators.js";
import { reasonWords } from "./outcome-words.js";
import { percentText } from "./variants.js";

/** @param {unknown} value */
function shownValue(value) {
    return value === null || value === undefined ? h("span", { class: "muted" }, "nothing") : h("code", null, printable(oneLine(value)).slice(0, 300));
}

/** @param {boolean} isGood @param {string} word */
function mark(isGood, word) {
    return h("span", { class: `kind ${isGood ? "ok" : "failed"}` }, icon(isGood ? "check-circle-fill" : "x-circle-fill"), h("span", null, word));
}

/** @type {Record<string, string>} */
const SET_WORDS = { condition_match: "fits, so this set decides", no_condition_match: "does not fit", out_of_rollout_bound: "fits, but is outside the rollout" };

/**
 * What a comparison is about, and with what, in the names people know.
 * @param {TracedProperty} property
 * @param {FlagNames} names
 */
function comparison(property, names) {
    const cohort = property.type === "cohort" ? names.cohorts.find((one) => String(one.id) === String(property.expected)) : undefined;
    const flag = names.flags.find((one) => String(one.id) === property.key);
    return [
        h("th", { scope: "row" }, data(property.type === "cohort" ? "cohort" : property.type === "flag" ? `flag ${flag?.key ?? property.key}` : property.key, 80)),
        h("td", null, operatorLabel(/** @type {any} */ (property))),
        h("td", null, cohort ? data(cohort.name, 120) : shownValue(property.expected)),
    ];
}

/** @param {TracedCondition} condition @param {FlagNames} names */
function conditionCard(condition, names) {
    const isMatch = condition.outcome === "condition_match";
    const hash = condition.rollout_hash;
    return h("li", { class: `tried-set ${isMatch ? "is-match" : ""}` },
        h("div", { class: "tried-head" }, h("h2", null, `Set ${condition.index + 1}`), mark(isMatch, SET_WORDS[condition.outcome] ?? reasonWords(condition.outcome))),
        condition.properties.length > 0 && h("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": `Comparisons of set ${condition.index + 1}` }, h("table", { class: "data-table" },
            h("thead", null, h("tr", null, ["Property", "Comparison", "Expected", "Actual", "Result"].map((name) => h("th", { scope: "col" }, name)))),
            h("tbody", null, condition.properties.map((property) => h("tr", null,
                comparison(property, names), h("td", null, shownValue(property.actual)),
                h("td", null, mark(property.matched, property.matched ? "fits" : "does not fit"))))))),
        h("p", { class: "hint" }, condition.properties.length === 0 ? "No conditions. " : "",
            hash !== null && hash !== undefined ? `Rollout ${percentText(condition.rollout_percentage)}: ${condition.identifier ? `“${printable(condition.identifier).slice(0, 60)}” ` : ""}stands at ${percentText(Math.round(hash * 10000) / 100)}, so it is ${isMatch ? "inside" : "outside"}.` : `Rollout ${percentText(condition.rollout_percentage)}.`));
}

/** @param {TriedFlag} tried @param {FlagNames} names */
function details(tried, names) {
    return [
        tried.error && h("p", { class: "note warn" }, icon("exclamation-triangle-fill"), h("span", null, printable(tried.error))),
        tried.conditions.length > 0 ? h("ol", { class: "tried-sets" }, tried.conditions.map((condition) => conditionCard(condition, names))) : h("p", { class: "hint" }, "No condition set was looked at."),
        typeof tried.variant_hash === "number" && h("p", { class: "hint" }, `The variant comes from the shares: this id stands at ${percentText(Math.round(tried.variant_hash * 10000) / 100)}.`),
    ];
}

/** @param {TriedFlag} tried */
function lacksProperties(tried) {
    return tried.conditions.some((condition) => condition.properties.some((property) => property.type === "person" && (property.actual === null || property.actual === undefined)));
}

/** @param {TriedFlag} tried */
function outcome(tried) {
    const isOn = tried.enabled;
    return h("span", { class: `kind ${tried.error ? "error" : isOn ? "ok" : ""}` }, icon(tried.error ? "exclamation-octagon-fill" : isOn ? "check-circle-fill" : "x-circle-fill"), h("span", { class: "strong" }, tried.error ? "error" : isOn ? tried.variant ? data(tried.variant, 60) : "on" : "off"));
}

/** @param {TriedFlag} tried @param {FlagNames} names */
function verdictCard(tried, names) {
    return h("section", { class: "card verdict-card", "aria-live": "polite" },
        h("p", { class: "verdict-line" }, outcome(tried), h("span", null, printable(tried.reason.description))),
        tried.payload !== null && tried.payload !== undefined && h("div", { class: "payload" }, h("h2", null, "Payload"), h("pre", { tabindex: "0" }, typeof tried.payload === "string" ? printable(tried.payload) : JSON.stringify(tried.payload, null, 2))),
        details(tried, names));
}

/** @param {TriedFlag} tried @param {FlagNames} names */
function verdictRow(tried, names) {
    const body = h("div", { class: "row-body" });
    const made = h("details", { ontoggle: () => { if (made.open && !body.hasChildNodes()) fill(body, h("div", { class: "actions" }, h("a", { class: "button", href: flagLink(tried.key) }, icon("flag-fill"), h("span", null, "Open the flag"))), details(tried, names)); } },
        h("summary", { class: "tried-row", "data-row": "" }, data(tried.key, 100, "mono strong"), outcome(tried), h("span", { class: "muted" }, reasonWords(tried.reason.code)), icon("chevron-right", "chevron")), body);
    return h("li", { class: "row", "data-item": "" }, made);
}

/**
 * @param {{holder: HTMLElement, names: Promise<FlagNames>, user: string, key: string|null, definition: () => FlagDefinition|null}} context
 *   `definition` gives unsaved edits to try instead of what is stored
 * @returns {() => void} closes it
 */
export function playgroundPart({ holder, names, user, key, definition }) {
    let asking = new AbortController();
    let properties = "";
    let groups = "";
    let usesKnown = may("lookup");
    let only = "";
    const answer = h("div", { class: "tried" });
    const result = () => h("p", { class: "hint" }, key === null ? "Name a user, give properties, or both; every flag is evaluated as it is stored." : "Name a user, give properties, or both. Nothing is counted and nothing changes.");
    answer.append(result());
    const input = textInput(user, (text) => { user = text; }, { id: "try-user", placeholder: "id of a user", class: "mono", autocapitalize: "off" });
    const picker = h("div", { hidden: key !== null });
    const run = async () => {
        for (const text of [properties, groups]) if (text.trim() !== "" && (jsonMistake(text) || !text.trim().startsWith("{"))) {
            fill(answer, h("p", { class: "note warn", role: "alert" }, icon("exclamation-triangle-fill"), h("span", null, "Properties and groups are JSON objects, such as {\"plan\": \"pro\"}.")));
            return;
        }
        asking.abort();
        asking = new AbortController();
        const { signal } = asking;
        fill(answer, skeleton(5, "Evaluating"));
        rememberUser(user.trim());
        const draft = definition();
        try {
            const [known, body] = await Promise.all([names, tryFlags({
                flags: key !== null ? [key] : only !== "" ? [only] : null,
                contexts: [{ distinct_id: user.trim(), person_properties: properties.trim() === "" ? {} : parseExact(properties), groups: groups.trim() === "" ? {} : parseExact(groups) }],
                use_known_properties: usesKnown, ...(draft ? { definition: draft, flags: [draft.key] } : {}),
            }, signal)]);
            if (signal.aborted) return;
            const [one] = body.results;
            const used = Object.entries(one.person_properties);
            fill(answer,
                draft && h("p", { class: "note" }, "Tried with your unsaved edits."),
                body.known_properties_missing && h("p", { class: "note warn" }, icon("exclamation-triangle-fill"), h("span", null, "Something the flag asks for could not be read in time. Try again in a moment.")),
                key !== null ? one.evaluations.map((tried) => verdictCard(tried, known)) : h("ol", { class: "rows tried-list" }, one.evaluations.map((tried) => verdictRow(tried, known))),
                one.evaluations.length === 0 && h("p", { class: "note" }, "There is no such flag."),
                used.length > 0 && h("details", { class: "more" }, h("summary", null, icon("chevron-right", "chevron"), `Properties used (${used.length})`), h("dl", { class: "properties" }, used.map(([name, value]) => h("div", null, h("dt", null, data(name, 80)), h("dd", null, shownValue(value)))))),
                usesKnown && user.trim() !== "" && !body.known_properties_missing && one.evaluations.some(lacksProperties) && h("p", { class: "hint" }, "Where the actual value is nothing, none is known of this user."),
                user.trim() !== "" && may("lookup") && h("p", null, h("a", { href: userLink(user.trim()) }, "What happened to this user")));
        } catch (error) {
            if (!isAbort(error)) answer.replaceChildren(problemPanel(problemOf(error), () => void run()));
        }
    };
    const form = h("form", { class: "card try-form", onsubmit: (event) => {
        event.preventDefault();
        void run();
    } },
    field({ label: "User id", control: input }), picker,
    jsonField({ label: "Properties", value: "", rows: 4, hint: "These win over what is known of the user.", onText: (text) => { properties = text; } }),
    h("details", { class: "more" }, h("summary", null, icon("chevron-right", "chevron"), "Groups"), jsonField({ label: "Groups", isLabelHidden: true, value: "", rows: 2, hint: "For example {\"company\": \"northwind\"}.", onText: (text) => { groups = text; } })),
    may("lookup") && checkbox("Use what is known of this user", usesKnown, (isOn) => { usesKnown = isOn; }),
    h("button", { type: "submit", class: "button primary wide" }, icon("flags.svg#play-fill"), h("span", null, "Try")));
    if (key === null) {
        const flags = choice([{ value: "", label: "All flags" }], only, (value) => { only = value; });
        fill(picker, field({ label: "Flag", control: flags }));
        void names.then((known) => flags.append(...known.flags.map((flag) => h("option", { value: flag.key }, flag.key))));
    }
    holder.replaceChildren(h("div", { class: "playground" }, form, answer));
    if (user !== "") void run();
    return () => asking.abort();
}

/** @param {Place} place */
export function playgroundView(place) {
    const holder = h("div", { class: "flag-part" });
    const ending = new AbortController();
    const close = playgroundPart({ holder, names: readNames(ending.signal), user: place.params.get("user") ?? "", key: null, definition: () => null });
    return {
        title: "Playground",
        element: h("div", { class: "page" }, h("div", { class: "page-head" }, h("div", null, h("p", { class: "crumb" }, h("a", { href: "/feature-flags" }, "Flags")), h("h1", { tabindex: "-1" }, "Playground"), h("p", { class: "lead" }, "What somebody would get, and by which rule."))), holder),
        close: () => {
            ending.abort();
            close();
        },
    };
}

/**
 * Keeps the tried user in the address, so that the view is a link.
 * @param {string} user
 */
function rememberUser(user) {
    const url = new URL(location.href);
    if (user === "") url.searchParams.delete("user");
    else url.searchParams.set("user", user);
    history.replaceState(null, "", url);
}
