/** URLs of the page's views. Pure. */

/** @param {QueryValues} values */
export function query(values) {
    const pairs = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
    const text = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
    return text ? `?${text}` : "";
}

// Servers and browsers rewrite paths holding these, so such an id travels in the query string.
// eslint-disable-next-line no-control-regex
const unfitForPath = /[/\\\u0000-\u001f\u007f]|^\.{1,2}$/;

/**
 * @param {string} place first path segment
 * @param {string} id
 * @param {QueryValues} [values]
 */
function link(place, id, values = {}) {
    const whole = id.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
    if (whole === "" || whole.length > 512 || unfitForPath.test(whole)) return `/${place}${query({ id: whole, ...values })}`;
    return `/${place}/${encodeURIComponent(whole)}${query(values)}`;
}

/**
 * @param {string} userID a distinct id
 * @param {QueryValues} [values]
 */
export function userLink(userID, values) {
    return link("user", userID, values);
}

/** @param {string} requestID */
export function requestLink(requestID) {
    return link("request", requestID);
}

/**
 * @param {string} key of a flag
 * @param {string} [part] history or playground
 */
export function flagLink(key, part) {
    const there = link("feature-flag", key);
    return part && !there.includes("?") ? `${there}/${part}` : there;
}

/** @param {number} id of a cohort */
export function cohortLink(id) {
    return `/feature-flags/cohorts/${id}`;
}

/**
 * The distinct id to put into a link that leaves this page: one that is not an email address, if the person has one.
 * @param {{user_id: string, distinct_ids: string[]}} person
 */
export function shareableID(person) {
    if (!person.user_id.includes("@")) return person.user_id;
    return person.distinct_ids.find((id) => !id.includes("@")) ?? person.user_id;
}

/**
 * What names a person in the name of a file, which is no place for an email either.
 * @param {{user_id: string, distinct_ids: string[], person_id: string}} person
 */
export function fileID(person) {
    const id = shareableID(person);
    return id.includes("@") ? person.person_id : id;
}

/**
 * Whether the text has the form of a request id: a UUID, or 32 hexadecimal digits.
 * @param {string} text
 */
export function looksLikeRequestID(text) {
    return /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})$/i.test(text.trim());
}

/**
 * @param {URL} url
 * @returns {Place}
 */
export function place(url) {
    const params = url.searchParams;
    const [first = "", second, ...rest] = url.pathname.split("/").slice(1);
    const missing = { view: /** @type {const} */ ("missing"), id: null, params, url };
    let id;
    try {
        id = second === undefined || second === "" ? params.get("id") : decodeURIComponent(second);
    } catch {
        return missing;
    }
    // A flag's key may be any word, so the fixed words stand under another one.
    if (first === "feature-flag" && id && rest.length < 2 && ["", "history", "playground"].includes(rest[0] ?? "")) return { view: "flag", id, params, url, part: rest[0] ?? "" };
    if (first === "feature-flags" && second === "cohorts" && rest.length < 2) {
        const cohort = rest[0] ?? "";
        if (cohort === "") return { view: "cohorts", id: null, params, url };
        if (cohort === "new") return { view: "cohort", id: null, params, url };
        return /^\d{1,18}$/.test(cohort) ? { view: "cohort", id: cohort, params, url } : missing;
    }
    if (rest.length > 0) return missing;
    if (first === "feature-flags" && !second) return { view: "flags", id: null, params, url };
    if (first === "feature-flags" && second === "new") return { view: "newFlag", id: null, params, url };
    if (first === "feature-flags" && second === "playground") return { view: "playground", id: null, params, url };
    if ((first === "" || first === "users") && !second) return { view: "search", id: null, params, url };
    if (first === "user") return { view: "user", id, params, url };
    if (first === "request" && id) return { view: "request", id, params, url };
    if (first === "audit" && !second) return { view: "audit", id: null, params, url };
    return missing;
}
