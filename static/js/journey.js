/** What events mean, and how they are put together into requests and sessions. Pure. */

import { clip, printable, weekdayDate } from "./format.js";

/**
 * @param {unknown} value
 * @returns {string}
 */
function text(value) {
    return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/**
 * @param {unknown} value
 * @returns {number|null}
 */
export function numberOf(value) {
    if (typeof value === "number") return Number.isFinite(value) ? value : null;
    return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

/**
 * The first entry of PostHog's list of exceptions, if the event carries one.
 * @param {Record<string, unknown>} properties
 */
function exception(properties) {
    const list = properties.$exception_list;
    const first = Array.isArray(list) ? list[0] : null;
    return first && typeof first === "object" ? /** @type {Record<string, unknown>} */ (first) : {};
}

/**
 * The rule is DESIGN §4.13.
 * @param {CapturedEvent} event
 */
export function isError(event) {
    return (
        event.event === "api_error" || event.event === "$exception" || event.event.endsWith("_error") ||
        (event.properties.error_type !== undefined && event.properties.error_type !== null)
    );
}

/** @param {CapturedEvent} event */
export function isFailedRequest(event) {
    return event.event === "api_request" && (numberOf(event.properties.status_code) ?? 0) >= 400;
}

/** @param {Record<string, unknown>} properties */
function endpointOf(properties) {
    return [text(properties.method), text(properties.endpoint)].filter(Boolean).join(" ");
}

/** @param {string} url */
function pathOf(url) {
    try {
        const parsed = new URL(url);
        return parsed.protocol.startsWith("http") ? parsed.pathname + parsed.search : url;
    } catch {
        return url;
    }
}

const named = ["$feature_flag", "button_name", "$current_url", "$pathname", "$screen_name", "name", "title", "statement", "path", "label", "action"];

/**
 * What one event says, in a line.
 * @param {CapturedEvent} event
 * @returns {Description}
 */
export function describe(event) {
    const { properties } = event;
    const status = numberOf(properties.status_code);
    const durationMs = numberOf(properties.duration_ms) ?? numberOf(properties.response_time_ms);
    const endpoint = endpointOf(properties);
    const shown = (value) => clip(printable(value), 240);
    if (isError(event)) {
        const first = exception(properties);
        const type = text(properties.exception_type) || text(first.type) || text(properties.$exception_type) ||
            text(properties.error_type) || event.event;
        const message = text(properties.error_message) || text(first.value) || text(properties.$exception_message) ||
            text(properties.message);
        return { kind: "error", title: shown(message ? `${type}: ${message}` : type), note: shown(endpoint), status, durationMs };
    }
    if (event.event === "slow_request") {
        return { kind: "slow", title: shown(endpoint || event.event), note: endpoint ? "slow request" : "", status, durationMs };
    }
    if (event.event === "api_request") {
        const kind = isFailedRequest(event) ? "failed" : status === null ? "event" : "ok";
        return { kind, title: shown(endpoint || event.event), note: "", status, durationMs };
    }
    const key = named.find((name) => text(properties[name]) !== "");
    const note = key ? text(properties[key]) : endpoint;
    return { kind: "event", title: shown(event.event), note: shown(key === "$current_url" ? pathOf(note) : note), status, durationMs };
}

/** @type {readonly Kind[]} */
const gravity = ["event", "ok", "slow", "failed", "error"];

/**
 * A group in a line: its gravest kind, told by its request rather than by the click that caused it.
 * @param {JourneyGroup} group
 * @returns {Description}
 */
export function describeGroup(group) {
    const told = group.events.map((event) => ({ event, ...describe(event) }));
    const grave = told.reduce((a, b) => (gravity.indexOf(b.kind) > gravity.indexOf(a.kind) ? b : a), told[0]);
    const request = told.find((one) => one.event.event === "api_request") ?? grave;
    if (!grave || !request) return { kind: "event", title: "", note: "", status: null, durationMs: null };
    const click = told.find((one) => one.kind === "event" && one !== request);
    const note = grave.kind === "error" && grave !== request ? grave.title : click ? [click.title, click.note].filter(Boolean).join(": ") : request.note;
    return {
        kind: grave.kind,
        title: request.title,
        note,
        status: request.status ?? grave.status,
        durationMs: request.durationMs ?? (group.events.length > 1 ? group.duration_ms : null),
    };
}

/**
 * @param {CapturedEvent} a
 * @param {CapturedEvent} b
 */
function inTimeOrder(a, b) {
    return Date.parse(a.timestamp) - Date.parse(b.timestamp) || (a.offset_ms ?? 0) - (b.offset_ms ?? 0) || (a.uuid < b.uuid ? -1 : a.uuid > b.uuid ? 1 : 0);
}

/**
 * Groups of several pages as one list, newest first. A request cut by a page border becomes whole again; an event that two
 * pages hold is kept once.
 * @param {...JourneyGroup[]} pages
 * @returns {JourneyGroup[]}
 */
export function mergeGroups(...pages) {
    /** @type {Map<string, JourneyGroup>} */
    const found = new Map();
    for (const group of pages.flat()) {
        const key = group.request_id === null ? `event ${group.events[0]?.uuid}` : `request ${group.request_id}`;
        const known = found.get(key);
        found.set(key, known ? joined(known, group) : group);
    }
    return [...found.values()].sort((a, b) => Date.parse(b.start_time) - Date.parse(a.start_time));
}

/**
 * @param {JourneyGroup} a
 * @param {JourneyGroup} b
 * @returns {JourneyGroup}
 */
function joined(a, b) {
    const byID = new Map([...a.events, ...b.events].map((event) => [event.uuid, event]));
    if (byID.size === a.events.length) return a;
    const events = [...byID.values()].sort(inTimeOrder);
    const start = events[0].timestamp;
    const end = events[events.length - 1].timestamp;
    return {
        ...a,
        event_count: events.length,
        start_time: start,
        end_time: end,
        duration_ms: Date.parse(end) - Date.parse(start),
        events: events.map((event) => ({ ...event, offset_ms: Date.parse(event.timestamp) - Date.parse(start) })),
    };
}

/**
 * @param {JourneyGroup[]} groups newest first
 * @param {number} gapMinutes a longer pause starts a new session
 * @returns {Visit[]} newest first
 */
export function sessionsOf(groups, gapMinutes) {
    /** @type {Visit[]} */
    const sessions = [];
    for (const group of groups) {
        let session = sessions[sessions.length - 1];
        const pause = session ? Date.parse(session.start) - Date.parse(group.end_time) : Infinity;
        if (!session || pause > gapMinutes * 60_000) {
            session = { start: group.start_time, end: group.end_time, groups: [], requests: 0, errors: 0, failed: 0 };
            sessions.push(session);
        }
        if (Date.parse(group.start_time) < Date.parse(session.start)) session.start = group.start_time;
        if (Date.parse(group.end_time) > Date.parse(session.end)) session.end = group.end_time;
        session.groups.push(group);
        for (const event of group.events) {
            if (event.event === "api_request") session.requests += 1;
            if (isError(event)) session.errors += 1;
            else if (isFailedRequest(event)) session.failed += 1;
        }
    }
    return sessions;
}

/**
 * Whether something went wrong, or slowly.
 * @param {JourneyGroup} group
 */
export function isProblem(group) {
    return gravity.indexOf(describeGroup(group).kind) >= gravity.indexOf("slow");
}

/**
 * The groups that fit, in the sessions they are part of; a session stays as it was, but for the groups it shows.
 * @param {Visit[]} sessions
 * @param {(group: JourneyGroup) => boolean} fits
 * @returns {Visit[]} without those that have none
 */
export function within(sessions, fits) {
    return sessions.map((session) => ({ ...session, groups: session.groups.filter(fits) })).filter((session) => session.groups.length > 0);
}

/**
 * A session's groups by the reader's day. A session within one day has one part, without a name.
 * @param {Visit} session
 * @param {string} [zone] IANA name; the reader's own when absent
 * @returns {{day: string, groups: JourneyGroup[]}[]}
 */
export function daysOf({ start, end, groups }, zone) {
    if (weekdayDate(start, zone) === weekdayDate(end, zone)) return [{ day: "", groups }];
    /** @type {{day: string, groups: JourneyGroup[]}[]} */
    const days = [];
    for (const group of groups) {
        const day = weekdayDate(group.start_time, zone);
        if (days.at(-1)?.day === day) days.at(-1)?.groups.push(group);
        else days.push({ day, groups: [group] });
    }
    return days;
}
