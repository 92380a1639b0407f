/** Changing flags, and asking what a change would do. */

import { json, send } from "../api.js";
import { query } from "../links.js";
import { parseExact } from "./exact.js";
import { address, stored } from "./flag-api.js";

/**
 * @param {FlagDefinition} definition
 * @param {string} reason
 */
export async function createFlag(definition, reason) {
    return stored(await send("POST", "/api/flags", { body: { ...definition, reason: reason || null } }));
}

/**
 * @param {string} key as it is stored now
 * @param {string} match the ETag the change is meant for
 * @param {Record<string, any>} patch
 * @param {string} reason
 */
export async function changeFlag(key, match, patch, reason) {
    return stored(await send("PATCH", address(key), { match, body: { ...patch, reason: reason || null } }));
}

/**
 * @param {string} key as it is stored now
 * @param {string} match
 * @param {Record<string, any>} definition all there shall be of the flag
 * @param {string} reason
 */
export async function replaceFlag(key, match, definition, reason) {
    return stored(await send("PUT", address(key), { match, body: { ...definition, reason: reason || null } }));
}

/**
 * @param {string} key
 * @param {string} match
 * @param {"archive"|"restore"|"revert"} what
 * @param {Record<string, unknown>} body
 * @returns {Promise<any>} a StoredFlag, or of a flag that cannot be read an UnreadableFlag
 */
export async function actOnFlag(key, match, what, body) {
    const response = await send("POST", `${address(key)}/${what}`, { match, body });
    const answer = await json(response, undefined, parseExact);
    const etag = response.headers.get("ETag") ?? "*";
    return answer.malformed ? { malformed: answer.malformed, etag } : { flag: answer.flag, openfeature: answer.openfeature, etag };
}

/**
 * @param {string} key
 * @param {string} match
 * @param {string} reason
 * @returns {Promise<null>}
 */
export async function deleteFlag(key, match, reason) {
    await send("DELETE", address(key) + query({ reason }), { match });
    return null;
}

/**
 * Who gets something else: the replay of both definitions over the users seen lately.
 * @param {Record<string, unknown>} question
 * @param {AbortSignal} signal
 * @returns {Promise<Affected>}
 */
export async function askAffected(question, signal) {
    return json(await send("POST", "/api/flag-insight/affected", { body: question, signal }), signal);
}

/**
 * @param {Record<string, unknown>} question
 * @param {AbortSignal} [signal]
 * @returns {Promise<PlaygroundAnswer>}
 */
export async function tryFlags(question, signal) {
    return json(await send("POST", "/api/flag-insight/playground", { body: question, signal }), signal);
}
