/** Reading and changing cohorts. Numbers in definitions keep their digits. */

import { json, send } from "../api.js";
import { query } from "../links.js";
import { copyOf, parseExact } from "./exact.js";

/**
 * @param {Response} response
 * @param {AbortSignal} [signal]
 * @returns {Promise<StoredCohort>}
 */
async function stored(response, signal) {
    return { cohort: (await json(response, signal, parseExact)).cohort, etag: response.headers.get("ETag") ?? "" };
}

/**
 * @param {AbortSignal} [signal]
 * @returns {Promise<CohortList>}
 */
export async function listAllCohorts(signal) {
    return json(await send("GET", "/api/cohorts", { signal }), signal, parseExact);
}

/**
 * Those that can be read.
 * @param {AbortSignal} [signal]
 * @returns {Promise<Cohort[]>}
 */
export async function listCohorts(signal) {
    return (await listAllCohorts(signal)).cohorts;
}

/**
 * @param {string|number} id
 * @param {AbortSignal} [signal]
 */
export async function readCohort(id, signal) {
    return stored(await send("GET", `/api/cohorts/${encodeURIComponent(id)}`, { signal }), signal);
}

/**
 * What people set of a cohort.
 * @param {Cohort} cohort
 * @returns {CohortSettings}
 */
export function settingsOf(cohort) {
    const { type = "AND", values = [] } = cohort.filters?.properties ?? {};
    return copyOf({ name: cohort.name, description: cohort.description, isStatic: cohort.is_static, definition: { type, values } });
}

/**
 * @param {StoredCohort|null} base null for a new cohort
 * @param {CohortSettings} settings
 * @param {string} reason
 */
export async function saveCohort(base, settings, reason) {
    const { name, description, isStatic, definition } = settings;
    const body = { name: name.trim(), description, is_static: isStatic, ...(isStatic ? {} : { filters: { properties: definition } }), reason: reason || null };
    return stored(await (base ? send("PUT", `/api/cohorts/${base.cohort.id}`, { match: base.etag, body }) : send("POST", "/api/cohorts", { body })));
}

/**
 * @param {StoredCohort} base
 * @param {string} reason
 */
export async function deleteCohort(base, reason) {
    await send("DELETE", `/api/cohorts/${base.cohort.id}${query({ reason })}`, { match: base.etag });
}

/**
 * @param {number} id
 * @param {{add?: string[], remove?: string[]}} members ids of users
 * @param {string} reason
 */
export async function changeMembers(id, members, reason) {
    return stored(await send("POST", `/api/cohorts/${id}/members`, { body: { ...members, reason: reason || null } }));
}
