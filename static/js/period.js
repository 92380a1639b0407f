/** Windows of days to look back. Pure. */

/** @type {readonly {days: number, label: string, name: string}[]} */
export const PERIODS = [
    { days: 1, label: "24 h", name: "the last 24 hours" },
    { days: 7, label: "7 d", name: "the last 7 days" },
    { days: 30, label: "30 d", name: "the last 30 days" },
    { days: 90, label: "90 d", name: "the last 90 days" },
    { days: 365, label: "1 y", name: "the last year" },
];

export const DEFAULT_DAYS = 30;
const MAXIMUM_DAYS = 365;
/** The journey reaches back this far at most. */
export const JOURNEY_MAXIMUM_DAYS = 90;

/** @param {number} days */
export function periodName(days) {
    return PERIODS.find((period) => period.days === days)?.name ?? `the last ${days} days`;
}

/**
 * The `days` of a URL, or null when it is absent or not a number the API takes.
 * @param {string|null} text
 */
export function parseDays(text) {
    if (text === null || !/^\d{1,3}$/.test(text)) return null;
    const days = Number(text);
    return days >= 1 && days <= MAXIMUM_DAYS ? days : null;
}

/**
 * The smallest offered window that reaches back to `lastSeen`; null when none does.
 * @param {string|null|undefined} lastSeen RFC 3339
 * @param {Date} now
 */
export function periodReaching(lastSeen, now) {
    const seen = Date.parse(lastSeen ?? "");
    if (Number.isNaN(seen)) return null;
    const days = (now.getTime() - seen) / 86_400_000;
    return PERIODS.find((period) => period.days > days)?.days ?? null;
}
