/** One user: who it is, how it went, and what happened. */

import { get, isAbort, problemOf } from "../api.js";
import { dailyBars, ranking } from "../charts/charts.js";
import { button, data, fill, h, icon, iconButton, keepingFocus, time } from "../dom.js";
import { copyButton, copyIconButton } from "../export.js";
import { ago, clip, count, duration, initials, percent, plural, printable } from "../format.js";
import { shareableID, userLink } from "../links.js";
import { propertyTable } from "../parts/event-row.js";
import { emptyPanel, note, problemPanel, skeleton } from "../parts/states.js";
import { DEFAULT_DAYS, parseDays, periodName, periodReaching, PERIODS } from "../period.js";
import { addressWith, navigate } from "../router.js";
import { remember } from "../session.js";
import { errorsTab, eventsTab, flagsTab, slowTab } from "./tabs.js";
import { timelineTab } from "./timeline.js";

const FEW = 4;

/** @param {Person} person */
function personLabel(person) {
    return person.name ?? person.email ?? person.user_id;
}

/**
 * @param {string} text
 * @param {string} what
 * @param {string} [look] class
 */
function copied(text, what, look = "mono") {
    return h("span", { class: "copied" }, data(text, 120, look), copyIconButton(`Copy ${what}`, () => text));
}

/** @param {string[]} ids */
function distinctIDs(ids) {
    const line = (id) => h("li", null, copied(id, "distinct id"));
    const list = h("ul", { class: "ids" }, ids.slice(0, FEW).map(line));
    if (ids.length <= FEW) return list;
    const more = button(`Show all ${ids.length}`, "", () => {
        list.append(...ids.slice(FEW).map(line));
        more.remove();
    }, { class: "button quiet small" });
    return h("div", null, list, more);
}

/**
 * @param {Person & {properties?: Record<string, unknown>}} person
 * @param {HTMLElement} heading the view's h1
 */
function identityCard(person, heading) {
    heading.replaceChildren(data(personLabel(person), 80));
    const properties = person.properties && Object.keys(person.properties).length > 0 ? person.properties : null;
    return [
        h("div", { class: "identity-head" }, h("span", { class: "avatar", "aria-hidden": "true" }, initials(personLabel(person))),
            h("div", { class: "identity-name" }, heading)),
        h("dl", { class: "facts" },
            person.email && h("div", { class: "wide" }, h("dt", null, "Email"), h("dd", null, copied(person.email, "email", ""))),
            h("div", null, h("dt", null, "Last seen"), h("dd", null, time(person.last_seen, "ago"), person.last_seen && h("span", { class: "fact-more" }, time(person.last_seen)))),
            h("div", null, h("dt", null, "First seen"), h("dd", null, time(person.first_seen, "ago"), person.first_seen && h("span", { class: "fact-more" }, time(person.first_seen))))),
        // Seldom needed, so closed where it would push the answer off a small screen.
        h("details", { class: "more-facts", open: matchMedia("(width >= 64rem)").matches },
            h("summary", null, plural(person.distinct_ids.length, "distinct id"), icon("chevron-right", "chevron")),
            h("dl", { class: "facts" },
                h("div", null, h("dt", null, "Known as"), h("dd", null, distinctIDs(person.distinct_ids))),
                h("div", null, h("dt", null, "Person"), h("dd", null, copied(person.person_id, "person id"))))),
        properties && h("details", { class: "person-properties" }, h("summary", null, "Properties", icon("chevron-right", "chevron")), propertyTable(properties)),
    ];
}

/** @type {readonly {id: string, label: string, show: (tab: Tab) => () => void, count?: (activity: Activity) => number}[]} */
const TABS = [
    { id: "timeline", label: "Timeline", show: timelineTab },
    { id: "events", label: "Events", show: eventsTab, count: (activity) => activity.total_events },
    { id: "errors", label: "Errors", show: errorsTab, count: (activity) => activity.errors.total },
    { id: "slow", label: "Slow requests", show: slowTab, count: (activity) => activity.slow_requests.total },
    { id: "flags", label: "Flags", show: flagsTab },
];

/**
 * The sentence with what it has in backquotes set as code.
 * @param {string} text
 */
function summaryParts(text) {
    return h("span", null, clip(text, 800).split("`").map((part, index) => (index % 2 === 1 ? h("code", null, printable(part)) : data(part, 800))));
}

/** @param {Activity} activity */
function figures(activity) {
    const { total, successful, failed, average_response_time_ms: average, percentiles } = activity.api_requests;
    const spread = percentiles.p50_ms === null
        ? `too few for percentiles (n = ${count(percentiles.n)})`
        : [`p50 ${duration(percentiles.p50_ms)}`, `p95 ${duration(percentiles.p95_ms)}`, `p99 ${duration(percentiles.p99_ms)}`, `n = ${count(percentiles.n)}`]
            .map((part) => part.replaceAll(" ", "\u00a0")).join(" · ");
    const types = Object.entries(activity.errors.by_type).sort((a, b) => b[1] - a[1]);
    const one = (label, value, more, extra = "") =>
        h("div", { class: extra || null }, h("dt", null, label), h("dd", null, h("span", { class: "value" }, value), h("span", { class: "more" }, more)));
    return [
        one("Requests", count(total), total > 0 ? `${percent(successful, total)} OK` : "none in this window"),
        one("Failed", count(failed), total > 0 ? `${percent(failed, total)} of requests` : "–", failed > 0 ? "is-failed" : ""),
        one("Errors", count(activity.errors.total), types.length > 0 ? clip(printable(types[0][0]), 28) + (types.length > 1 ? ` and ${types.length - 1} more` : "") : "none", activity.errors.total > 0 ? "is-error" : ""),
        one("Average response time", average === null ? "–" : duration(average), total > 0 ? spread : "–"),
    ];
}

/** @param {Activity} activity */
function rankings(activity) {
    const endpoints = Object.entries(activity.most_used_endpoints).sort((a, b) => b[1] - a[1]).slice(0, 6);
    const types = Object.entries(activity.errors.by_type).sort((a, b) => b[1] - a[1]).slice(0, 5);
    /** @type {[string, number, string][]} */
    const slow = Object.entries(activity.slow_requests.by_endpoint).sort((a, b) => b[1].count - a[1].count).slice(0, 5)
        .map(([name, value]) => [name, value.count, `${count(value.count)} · ø ${duration(value.average_duration_ms)}`]);
    return [
        endpoints.length > 0 && ranking("Most used endpoints", endpoints),
        types.length > 0 && ranking("Errors by type", types, "errors"),
        slow.length > 0 && ranking("Slow requests by endpoint", slow, "slow"),
    ];
}

/** @param {Place} place */
export function userView(place) {
    const asked = place.id === null ? place.params.get("email") : null;
    /** @type {{user_id?: string, email?: string}} */
    let subject = place.id !== null ? { user_id: place.id } : asked !== null ? { email: asked } : {};
    let params = place.params;
    let days = parseDays(params.get("days")) ?? DEFAULT_DAYS;
    let tabID = "";
    /** @type {Promise<Activity>} */
    let activity;
    let ending = new AbortController();
    let closeTab = () => {};
    /** @type {string|null} */
    let widened = null;

    const heading = h("h1", { tabindex: "-1", id: "who" }, place.id === null ? asked ?? "My activity" : data(place.id, 80));
    const card = h("section", { class: "identity card", "aria-label": "Identity" });
    const ranks = h("div", { class: "rankings" });
    const remarks = h("div", { class: "remarks" });
    const summary = h("p", { class: "summary", id: "summary" });
    const numbers = h("dl", { class: "numbers", id: "figures" });
    const chart = h("div", { class: "chart-holder" });
    const fresh = h("span", { class: "as-of" });
    const periods = h("nav", { class: "segments", "aria-label": "Period" });
    const tabs = h("nav", { class: "tabs", "aria-label": "What happened" });
    const panel = h("section", { class: "feed", id: "tab-panel", "aria-label": "Timeline" });
    const head = h("div", { class: "story-head" }, periods,
        h("div", { class: "story-tools" }, fresh, iconButton("Refresh", "arrow-clockwise", () => reload(), { id: "refresh" }), copyButton("Copy link", shareLink, "link")));
    const story = h("div", { class: "story" }, head, remarks, summary, numbers, chart, tabs, panel);
    const element = h("div", { class: "user" }, h("div", { class: "side" }, card, ranks), story);
    /** @type {Activity|null} */
    let known = null;

    function shareLink() {
        const id = known ? shareableID(known.person) : place.id ?? "";
        const values = Object.fromEntries([...new URL(location.href).searchParams].filter(([name]) => name !== "id" && name !== "email"));
        return new URL(userLink(id, { ...values, days }), location.href).href;
    }
    const drawPeriods = () => keepingFocus(periods, () => periods.replaceChildren(...PERIODS.map((period) =>
        h("a", { href: addressWith({ days: period.days }), "aria-current": period.days === days ? "true" : null, "aria-label": period.name }, period.label)),
    ...(PERIODS.some((period) => period.days === days) ? [] : [h("a", { href: addressWith({ days }), "aria-current": "true" }, `${days} d`)])));
    const drawTabs = () => {
        keepingFocus(tabs, () => tabs.replaceChildren(...TABS.map(tabLink)));
        // In a narrow window the tabs are wider than it is.
        const current = /** @type {HTMLElement|null} */ (tabs.querySelector("[aria-current]"));
        if (current) tabs.scrollLeft = current.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2;
    };
    /** @param {(typeof TABS)[number]} tab */
    const tabLink = (tab) => {
        const total = known && tab.count ? tab.count(known) : null;
        return h("a", { href: addressWith({ tab: tab.id === "timeline" ? null : tab.id, only: null, event: null, view: null }), "aria-current": tab.id === tabID ? "page" : null }, h("span", null, tab.label), total !== null && h("span", { class: "badge" }, count(total)));
    };
    /** @param {string} what */
    const empty = (what) => {
        const holder = h("div", null, skeleton(2));
        activity.then((loaded) => {
            const seen = loaded.last_seen ?? loaded.person.last_seen;
            const wider = periodReaching(seen, new Date());
            const isAll = loaded.total_events === 0;
            const jump = isAll && wider !== null && wider > days ? [h("a", { class: "button primary", href: addressWith({ days: wider }) }, `Show ${periodName(wider)}`)] : [];
            holder.replaceChildren(emptyPanel({
                title: isAll ? `Nothing in ${periodName(days)}` : `No ${printable(what)} in ${periodName(days)}`,
                text: isAll ? (seen ? `Last seen ${ago(seen, new Date())}.` : "This person is known, but no event of theirs is stored.") : "Other things happened; see the other tabs.",
                actions: jump,
            }));
        }, () => holder.replaceChildren());
        return holder;
    };
    const openTab = () => {
        const chosen = TABS.find((tab) => tab.id === (params.get("tab") ?? "timeline")) ?? TABS[0];
        tabID = chosen.id;
        closeTab();
        drawTabs();
        panel.setAttribute("aria-label", chosen.label);
        closeTab = chosen.show({ holder: panel, subject, days, params, activity, shareID: known ? shareableID(known.person) : place.id ?? "me", empty });
    };
    const drawLoading = () => {
        summary.hidden = numbers.hidden = story.hidden = false;
        element.classList.remove("unknown");
        ranks.replaceChildren();
        card.classList.remove("bare");
        remarks.replaceChildren();
        fresh.replaceChildren();
        card.replaceChildren(h("div", { class: "identity-head" }, h("span", { class: "avatar", "aria-hidden": "true" }, ""), h("div", { class: "identity-name" }, heading)), skeleton(4));
        summary.replaceChildren(h("span", { class: "skeleton-line" }));
        numbers.replaceChildren(...["Requests", "Failed", "Errors", "Average response time"].map((label) => h("div", null, h("dt", null, label), h("dd", null, h("span", { class: "value skeleton-line short" }), h("span", { class: "more" }, "\u00a0")))));
        chart.replaceChildren(h("div", { class: "chart skeleton-block" }));
    };
    /** @param {Activity} loaded */
    const draw = (loaded) => {
        known = loaded;
        remember(loaded.user_id, personLabel(loaded.person));
        document.title = `${clip(printable(personLabel(loaded.person)), 60)} · PostHog Gateway`;
        fill(card, identityCard(loaded.person, heading));
        fill(ranks, rankings(loaded));
        fill(summary, summaryParts(loaded.summary));
        numbers.replaceChildren(...figures(loaded));
        chart.replaceChildren(dailyBars(loaded.per_day, "Requests and errors"));
        fresh.replaceChildren("as of ", time(new Date().toISOString(), "clock"));
        remarks.replaceChildren();
        if (widened !== null) remarks.append(note(widened));
        if (loaded.other_matches?.length) {
            remarks.append(note(`${plural(loaded.other_matches.length, "other person has", "other persons have")} the same email; this is the one seen most recently. Also:`,
                h("ul", { class: "plain inline" }, loaded.other_matches.map((other) => h("li", null, h("a", { href: userLink(other.user_id) }, data(other.user_id, 60)), " (", time(other.last_seen, "ago"), ")")))));
        }
    };
    const fail = (problem) => {
        if (problem.status === 404) {
            story.hidden = true;
            closeTab();
            card.replaceChildren(h("div", { class: "identity-name" }, heading));
            element.classList.add("unknown");
            ranks.replaceChildren(emptyPanel({ title: "Nobody is known by this id", text: "No event carries it and no person was merged with it. It may be mistyped, or be older than what is kept.", actions: [h("a", { class: "button primary", href: "/" }, "Find a user")] }));
            return;
        }
        card.classList.add("bare");
        card.replaceChildren(h("div", { class: "identity-name" }, heading));
        summary.hidden = numbers.hidden = true;
        chart.replaceChildren(problemPanel(problem, () => reload()));
    };
    const load = async () => {
        const signal = ending.signal;
        activity = get("/api/analytics/user/activity", { ...subject, days }, signal);
        activity.catch(() => {});
        openTab();
        try {
            const loaded = await activity;
            if (signal.aborted) return;
            if (subject.email !== undefined) {
                // The address bar and the history keep an id, not an email.
                subject = { user_id: loaded.user_id };
                navigate(userLink(loaded.user_id, { days: params.get("days"), tab: params.get("tab") }), { replace: true, quiet: true });
                drawPeriods();
            }
            const seen = loaded.last_seen ?? loaded.person.last_seen;
            const wider = periodReaching(seen, new Date());
            if (loaded.total_events === 0 && !params.has("days") && wider !== null && wider > days) {
                widened = `Nothing in ${periodName(days)}, so this shows ${periodName(wider)}. Last seen ${ago(seen, new Date())}.`;
                navigate(addressWith({ days: wider }), { replace: true });
                return;
            }
            draw(loaded);
            drawTabs();
        } catch (error) {
            if (!isAbort(error) && !signal.aborted) fail(problemOf(error));
        }
    };
    const reload = () => {
        ending.abort();
        ending = new AbortController();
        known = null;
        drawLoading();
        drawPeriods();
        void load();
    };
    reload();
    return {
        title: place.id === null ? "My activity" : clip(printable(place.id), 60),
        element,
        /** @param {Place} next */
        update: (next) => {
            if (next.view !== "user" || next.id !== (subject.user_id ?? null) || next.params.has("email")) return false;
            params = next.params;
            const wanted = parseDays(params.get("days")) ?? DEFAULT_DAYS;
            if (wanted !== days) {
                days = wanted;
                reload();
            } else {
                openTab();
                drawPeriods();
            }
            return true;
        },
        close: () => {
            ending.abort();
            closeTab();
        },
    };
}
