/** One user: who it is, how it went, and what happened. */

import { get, isAbort, problemOf } from "../api.js";
import { dailyBars, ranking } from "../charts/charts.js";
import { data, fill, h, iconButton, keepingFocus, time } from "../dom.js";
import { copyButton } from "../export.js";
import { ago, clip, count, duration, percent, plural, printable } from "../format.js";
import { fileID, shareableID, userLink } from "../links.js";
import { identityCard, personLabel } from "../parts/identity.js";
import { emptyPanel, note, problemPanel, skeleton } from "../parts/states.js";
import { DEFAULT_DAYS, JOURNEY_MAXIMUM_DAYS, parseDays, periodName, periodReaching, PERIODS } from "../period.js";
import { addressWith, navigate } from "../router.js";
import { remember } from "../session.js";
import { errorsTab, eventsTab, flagsTab, slowTab } from "./tabs.js";
import { timelineTab } from "./timeline.js";

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
    /** @type {{days: number, text: string}|null} */
    let widened = null;

    const heading = h("h1", { tabindex: "-1", id: "who" }, place.id === null ? asked ?? "My activity" : data(place.id, 80));
    const card = identityCard(heading);
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
        h("div", { class: "story-tools" }, fresh, iconButton("Refresh", "arrow-clockwise", () => reload(), { id: "refresh" }), copyButton("Copy link", () => shareLink(), "link", () => (linkID().includes("@") ? ". It holds an email" : ""))));
    const story = h("div", { class: "story" }, head, remarks, summary, numbers, chart, tabs, panel);
    const element = h("div", { class: "user" }, h("div", { class: "side" }, card.element, ranks), story);
    /** @type {Activity|null} */
    let known = null;

    const linkID = () => (known ? shareableID(known.person) : subject.user_id ?? "");
    /** What the address asks for beside the person. */
    const asks = () => Object.fromEntries([...new URL(location.href).searchParams].filter(([name]) => name !== "id" && name !== "email"));
    const shareLink = () => new URL(userLink(linkID(), { ...asks(), days }), location.href).href;
    /** @param {number} wider days that show something */
    const widerAddress = (wider) => addressWith({ days: wider, ...(tabID === "timeline" && wider > JOURNEY_MAXIMUM_DAYS && { tab: "events" }) });
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
    /**
     * @param {string} what
     * @param {number} [reach] days, when the tab does not reach back as far as the figures
     */
    const empty = (what, reach = days) => {
        const holder = h("div", null, skeleton(2));
        activity.then((loaded) => {
            const seen = loaded.last_seen ?? loaded.person.last_seen;
            const wider = periodReaching(seen, new Date());
            const isAll = loaded.total_events === 0;
            const link = (href, text) => [h("a", { class: "button primary", href }, text)];
            holder.replaceChildren(emptyPanel(isAll ? {
                title: `Nothing in ${periodName(days)}`,
                text: seen ? `Last seen ${ago(seen, new Date())}.` : "This person is known, but no event of theirs is stored.",
                actions: wider !== null && wider > days ? link(widerAddress(wider), `Show ${periodName(wider)}`) : [],
            } : reach < days ? {
                title: `Nothing in ${periodName(reach)}`,
                text: `What is older in ${periodName(days)} is under Events.`,
                actions: link(addressWith({ tab: "events", only: null }), "Show events"),
            } : { title: `No ${printable(what)} in ${periodName(days)}`, text: "Other things happened; see the other tabs." }));
        }, () => holder.replaceChildren());
        return holder;
    };
    /** @param {boolean} [isWaiting] whether to draw the frame alone */
    const openTab = (isWaiting) => {
        const chosen = TABS.find((tab) => tab.id === (params.get("tab") ?? "timeline")) ?? TABS[0];
        tabID = chosen.id;
        closeTab();
        drawTabs();
        panel.setAttribute("aria-label", chosen.label);
        closeTab = () => {};
        if (isWaiting) panel.replaceChildren(skeleton(8));
        else closeTab = chosen.show({ holder: panel, subject, days, params, activity, fileID: () => fileID(known?.person ?? { user_id: subject.user_id ?? "user", distinct_ids: [], person_id: "user" }), empty });
    };
    const drawLoading = () => {
        summary.hidden = numbers.hidden = story.hidden = false;
        element.classList.remove("unknown");
        ranks.replaceChildren();
        remarks.replaceChildren();
        fresh.replaceChildren();
        card.wait();
        summary.replaceChildren(h("span", { class: "skeleton-line" }));
        numbers.replaceChildren(...["Requests", "Failed", "Errors", "Average response time"].map((label) => h("div", null, h("dt", null, label), h("dd", null, h("span", { class: "value skeleton-line short" }), h("span", { class: "more" }, "\u00a0")))));
        chart.replaceChildren(h("div", { class: "chart skeleton-block" }));
    };
    /** @param {Activity} loaded */
    const draw = (loaded) => {
        known = loaded;
        remember(shareableID(loaded.person), personLabel(loaded.person));
        document.title = `${clip(printable(personLabel(loaded.person)), 60)} · PostHog Gateway`;
        card.show(loaded.person);
        fill(ranks, rankings(loaded));
        fill(summary, summaryParts(loaded.summary));
        numbers.replaceChildren(...figures(loaded));
        chart.replaceChildren(dailyBars(loaded.per_day, "Requests and errors"));
        fresh.replaceChildren("as of ", time(new Date().toISOString(), "clock"));
        remarks.replaceChildren();
        if (widened?.days === days) remarks.append(note(widened.text));
        if (loaded.other_matches?.length) {
            remarks.append(note(`${plural(loaded.other_matches.length, "other person has", "other persons have")} the same email; this is the one seen most recently. Also:`,
                h("ul", { class: "plain inline" }, loaded.other_matches.map((other) => h("li", null, h("a", { href: userLink(other.user_id) }, data(other.user_id, 60)), " (", time(other.last_seen, "ago"), ")")))));
        }
    };
    const fail = (problem) => {
        card.bare();
        const isUnknown = problem.status === 404;
        if (isUnknown || problem.status === 403) {
            story.hidden = true;
            closeTab();
            element.classList.add("unknown");
            ranks.replaceChildren(isUnknown
                ? emptyPanel({ title: "Nobody is known by this id", text: "No event carries it and no person was merged with it. It may be mistyped, or be older than what is kept.", actions: [h("a", { class: "button primary", href: "/" }, "Find a user")] })
                : problemPanel(problem, null));
            return;
        }
        summary.hidden = numbers.hidden = true;
        chart.replaceChildren(problemPanel(problem, () => reload()));
    };
    const load = async () => {
        const signal = ending.signal;
        const isEmail = (subject.email ?? subject.user_id ?? "").includes("@");
        activity = get("/api/analytics/user/activity", { ...subject, days }, signal);
        activity.catch(() => {});
        openTab(isEmail);
        try {
            const loaded = await activity;
            if (signal.aborted) return;
            if (isEmail) {
                // The address bar and the history keep an id, not an email, and so do the links of a tab.
                subject = { user_id: shareableID(loaded.person) };
                navigate(userLink(shareableID(loaded.person), asks()), { replace: true, quiet: true });
                drawPeriods();
            }
            const seen = loaded.last_seen ?? loaded.person.last_seen;
            const wider = periodReaching(seen, new Date());
            if (loaded.total_events === 0 && !params.has("days") && wider !== null && wider > days) {
                widened = { days: wider, text: `Nothing in ${periodName(days)}, so this shows ${periodName(wider)}. Last seen ${ago(seen, new Date())}.` };
                navigate(widerAddress(wider), { replace: true });
                return;
            }
            draw(loaded);
            if (isEmail) openTab();
            else drawTabs();
        } catch (error) {
            if (isAbort(error) || signal.aborted) return;
            if (isEmail) panel.replaceChildren();
            fail(problemOf(error));
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
        mayReturn: () => known !== null && panel.querySelector(".live[aria-pressed=true]") === null,
        close: () => {
            ending.abort();
            closeTab();
        },
    };
}
