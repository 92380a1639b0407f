/** Talking to the gateway. Every failure is an `APIProblem`, whatever its cause; only an abort stays an `AbortError`. */

import { query } from "./links.js";

const TIMEOUT_MS = 30_000;

class APIProblem extends Error {
    /** @param {Problem} problem */
    constructor(problem) {
        super(problem.detail);
        this.name = "APIProblem";
        this.problem = problem;
    }
}

/** @type {Set<() => void>} */
const signedOutListeners = new Set();

/**
 * Called whenever an answer says that the session is gone.
 * @param {() => void} listener
 */
export function onSignedOut(listener) {
    signedOutListeners.add(listener);
}

/** @param {unknown} error */
export function isAbort(error) {
    return error instanceof DOMException && error.name === "AbortError";
}

/**
 * @param {unknown} error
 * @returns {Problem}
 */
export function problemOf(error) {
    if (error instanceof APIProblem) return error.problem;
    return { title: "The page has a fault", status: 0, detail: error instanceof Error ? error.message : String(error), requestId: null, retryAfter: null, errors: [] };
}

/**
 * @param {string} title
 * @param {string} detail
 */
function unreachable(title, detail) {
    return new APIProblem({ title, status: 0, detail, requestId: null, retryAfter: null, errors: [] });
}

/** @param {Response} response */
async function refusal(response) {
    /** @type {any} */
    let body = null;
    try {
        body = await response.json();
    } catch {
        // A proxy in between may answer without a problem body; the status still tells.
    }
    const seconds = Number(body?.retry_after ?? response.headers.get("Retry-After") ?? NaN);
    return new APIProblem({
        title: typeof body?.title === "string" ? body.title : response.statusText || `Status ${response.status}`,
        status: response.status,
        detail: typeof body?.detail === "string" ? body.detail : `The gateway answered with status ${response.status}.`,
        requestId: typeof body?.request_id === "string" ? body.request_id : response.headers.get("X-Request-Id"),
        retryAfter: Number.isInteger(seconds) && seconds >= 0 ? seconds : null,
        errors: Array.isArray(body?.errors) ? body.errors : [],
    });
}

/**
 * @param {string} method
 * @param {string} path
 * @param {{body?: unknown, etag?: string|null, match?: string, signal?: AbortSignal, isSignIn?: boolean, answer?: number}} options
 *   `etag` of what is known already, `match` of what a change is meant for; `answer` is a status that is no failure here
 * @returns {Promise<Response>}
 */
export async function send(method, path, { body, etag, match, signal, isSignIn = false, answer } = {}) {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json" };
    if (method !== "GET") headers["X-Requested-By"] = "gateway";
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (etag) headers["If-None-Match"] = etag;
    if (match) headers["If-Match"] = match;
    /** @type {Response} */
    let response;
    try {
        response = await fetch(path, {
            method,
            headers,
            body: body === undefined ? undefined : JSON.stringify(body),
            credentials: "same-origin",
            cache: "no-store",
            redirect: "error",
            signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        });
    } catch (error) {
        if (signal?.aborted) throw new DOMException("superseded", "AbortError");
        if (timeout.aborted) throw unreachable("No answer in time", `The gateway did not answer within ${TIMEOUT_MS / 1000} seconds.`);
        throw unreachable("The gateway cannot be reached", "The request did not get through. Check the connection and try again.");
    }
    if (response.ok || response.status === 304 || response.status === answer) return response;
    if (response.status === 401 && !isSignIn) for (const listener of signedOutListeners) listener();
    throw await refusal(response);
}

/**
 * JSON with whole numbers too large for a double kept as their digits: ids in properties must not change.
 * @param {string} text
 */
function parse(text) {
    if (!/\d{16}/.test(text)) return JSON.parse(text);
    return JSON.parse(text, /** @param {string} _ @param {unknown} value @param {{source?: string}} [context] */ (_, value, context) =>
        typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "") ? context?.source : value);
}

/**
 * @param {Response} response
 * @param {AbortSignal} [signal]
 * @param {(text: string) => any} [read]
 * @returns {Promise<any>}
 */
export async function json(response, signal, read = parse) {
    try {
        return read(await response.text());
    } catch {
        if (signal?.aborted) throw new DOMException("superseded", "AbortError");
        throw unreachable("The answer was cut short", "The gateway's answer ended early or is not JSON. Try again.");
    }
}

/**
 * @param {string} path
 * @param {Record<string, string|number|boolean|null|undefined>} [values]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function get(path, values = {}, signal) {
    return json(await send("GET", path + query(values), { signal }), signal);
}

/**
 * A read that costs nothing when nothing changed.
 * @param {string} path
 * @param {QueryValues} values
 * @param {string|null} etag of the last answer
 * @param {AbortSignal} [signal]
 * @returns {Promise<{etag: string|null, body: any|null}>} `body` is null when the answer is still the same
 */
export async function getIfChanged(path, values, etag, signal) {
    const response = await send("GET", path + query(values), { etag, signal });
    if (response.status === 304) return { etag, body: null };
    return { etag: response.headers.get("ETag"), body: await json(response, signal) };
}

/** @returns {Promise<Session|null>} */
export async function readSession() {
    try {
        return await json(await send("GET", "/api/auth/session", { isSignIn: true }));
    } catch (error) {
        if (error instanceof APIProblem && error.problem.status === 401) return null;
        throw error;
    }
}

/**
 * @param {string} token
 * @returns {Promise<Session>}
 */
export async function createSession(token) {
    return json(await send("POST", "/api/auth/session", { body: { token }, isSignIn: true }));
}

export async function deleteSession() {
    await send("DELETE", "/api/auth/session", { isSignIn: true });
}
