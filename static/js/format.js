/** Text made from values. Pure: no DOM, no clock of its own. */

const grouped = new Intl.NumberFormat("en");
const oneDigit = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const relativeTime = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** @param {number|null|undefined} value */
export function count(value) {
    return Number.isFinite(value) ? grouped.format(/** @type {number} */ (value)) : "–";
}

/**
 * @param {number} n
 * @param {string} one
 * @param {string} [many]
 */
export function plural(n, one, many = `${one}s`) {
    return `${count(n)} ${n === 1 ? one : many}`;
}

/**
 * A length of time in the unit a person would use.
 * @param {number|null|undefined} ms milliseconds
 */
export function duration(ms) {
    if (ms === null || ms === undefined || !Number.isFinite(ms)) return "–";
    if (ms < 0) return `−${duration(-ms)}`;
    if (ms < 9.95) return `${oneDigit.format(ms)} ms`;
    if (ms < 999.5) return `${Math.round(ms)} ms`;
    const seconds = ms / 1000;
    if (seconds < 59.95) return `${seconds < 9.995 ? Number(seconds.toFixed(2)) : oneDigit.format(seconds)} s`;
    const minutes = Math.round(seconds / 60);
    if (seconds < 600 && Math.round(seconds) % 60 !== 0) {
        return `${Math.floor(Math.round(seconds) / 60)} min ${Math.round(seconds) % 60} s`;
    }
    if (minutes < 60) return `${minutes} min`;
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
    return plural(Math.round(hours / 24), "day");
}

/**
 * @param {number} part
 * @param {number} whole
 */
export function percent(part, whole) {
    if (!(whole > 0)) return "–";
    const value = (part / whole) * 100;
    // A share that is not quite nothing or everything must not be rounded to it.
    if (value > 0 && value < 0.1) return "< 0.1 %";
    if (value < 100 && value > 99.9) return "> 99.9 %";
    return `${oneDigit.format(value)} %`;
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formatters = new Map();

/**
 * @param {Intl.DateTimeFormatOptions} options
 * @param {string} [zone]
 */
function formatter(options, zone) {
    const key = JSON.stringify(options) + zone;
    let found = formatters.get(key);
    if (!found) {
        found = new Intl.DateTimeFormat("en-GB", zone ? { ...options, timeZone: zone } : options);
        formatters.set(key, found);
    }
    return found;
}

/** @param {string|null|undefined} iso */
function instant(iso) {
    const value = new Date(iso ?? "");
    return Number.isNaN(value.getTime()) ? null : value;
}

const clockOptions = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const dateOptions = /** @type {const} */ ({ day: "numeric", month: "short", year: "numeric" });

/**
 * Time of day, `10:02:31`.
 * @param {string|null|undefined} iso
 * @param {string} [zone] IANA name; the reader's own when absent
 */
export function clock(iso, zone) {
    const value = instant(iso);
    return value ? formatter(clockOptions, zone).format(value) : "–";
}

/**
 * Time of day without seconds, `10:02`.
 * @param {string|null|undefined} iso
 * @param {string} [zone]
 */
export function hourMinute(iso, zone) {
    return clock(iso, zone).slice(0, 5);
}

/**
 * `14 Nov 2026`.
 * @param {string|null|undefined} iso
 * @param {string} [zone]
 */
export function date(iso, zone) {
    const value = instant(iso);
    return value ? formatter(dateOptions, zone).format(value) : "–";
}

/**
 * `Sat, 14 Nov 2026`.
 * @param {string|null|undefined} iso
 * @param {string} [zone]
 */
export function weekdayDate(iso, zone) {
    const value = instant(iso);
    return value ? formatter({ weekday: "short", ...dateOptions }, zone).format(value) : "–";
}

/**
 * From when to when, `Sat, 14 Nov 2026, 23:50 – Sun, 15 Nov 2026, 00:10`; the end only where it says something more.
 * @param {string} start
 * @param {string} end
 * @param {string} [zone]
 */
export function span(start, end, zone) {
    const day = weekdayDate(start, zone);
    const lastDay = weekdayDate(end, zone);
    const from = `${day}, ${hourMinute(start, zone)}`;
    if (day !== lastDay) return `${from} – ${lastDay}, ${hourMinute(end, zone)}`;
    return Date.parse(end) - Date.parse(start) < 60_000 ? from : `${from} – ${hourMinute(end, zone)}`;
}

/**
 * `14 Nov` for a day given as YYYY-MM-DD (a day in UTC).
 * @param {string} day
 */
export function shortDay(day) {
    const value = instant(`${day}T00:00:00Z`);
    return value ? formatter({ day: "numeric", month: "short" }, "UTC").format(value) : day;
}

/**
 * `14 Nov 2026, 10:02:31`.
 * @param {string|null|undefined} iso
 * @param {string} [zone]
 */
export function dateTime(iso, zone) {
    return instant(iso) ? `${date(iso, zone)}, ${clock(iso, zone)}` : "–";
}

/**
 * `2026-11-14 10:02:31.120 UTC`, the form used in copies and tooltips.
 * @param {string|null|undefined} iso
 */
export function utc(iso) {
    const value = instant(iso);
    return value ? `${value.toISOString().replace("T", " ").replace(/(\.000)?Z$/, "")} UTC` : "–";
}

/**
 * The zone local times are shown in, for example `Europe/Berlin (UTC+1)`.
 * @param {Date} at
 */
export function zoneName(at) {
    const name = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const minutes = -at.getTimezoneOffset();
    if (minutes === 0 && (name === "UTC" || name === "Etc/UTC")) return "UTC";
    const hours = Math.floor(Math.abs(minutes) / 60);
    const rest = Math.abs(minutes) % 60;
    const offset = minutes === 0 ? "" : `${minutes < 0 ? "−" : "+"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
    return `${name} (UTC${offset})`;
}

/**
 * `4 days ago`.
 * @param {string|null|undefined} iso
 * @param {Date} now
 */
export function ago(iso, now) {
    const value = instant(iso);
    if (!value) return "never";
    const seconds = (value.getTime() - now.getTime()) / 1000;
    const size = Math.abs(seconds);
    if (size < 45) return "just now";
    if (size < 45 * 60) return relativeTime.format(Math.round(seconds / 60), "minute");
    if (size < 22 * 3600) return relativeTime.format(Math.round(seconds / 3600), "hour");
    if (size < 45 * 86400) return relativeTime.format(Math.round(seconds / 86400), "day");
    if (size < 320 * 86400) return relativeTime.format(Math.round(seconds / (30.4 * 86400)), "month");
    return relativeTime.format(Math.round(seconds / (365.25 * 86400)), "year");
}

// Characters that change how the text around them is drawn, or are not drawn at all. The joiner U+200D stays: emoji need it.
// eslint-disable-next-line no-control-regex
const deceiving = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Text from outside with its invisible and direction-changing characters written out, so that it cannot pose as other text.
 * @param {unknown} value
 */
export function printable(value) {
    return String(value ?? "").replace(deceiving, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * At most `length` characters, cut between code points.
 * @param {string} text
 * @param {number} length
 */
export function clip(text, length) {
    if (text.length <= length) return text;
    const cut = text.slice(0, length - 1);
    return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/**
 * Up to two letters for a person's mark.
 * @param {string} text
 */
export function initials(text) {
    const words = printable(text).replace(/@.*/, "").split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
    return letters.map((word) => [...word][0]).join("").toUpperCase() || "?";
}
