/** Reading flags. Numbers in definitions keep their digits. */

import { get, json, send } from "../api.js";
import { query } from "../links.js";
import { may } from "../session.js";
import { parseExact } from "./exact.js";

/** @param {string} key */
export function address(key) {
    return `/api/flags/${encodeURIComponent(key)}`;
}

/**
 * @param {Response} response
 * @param {AbortSignal} [signal]
 * @returns {Promise<StoredFlag>}
 */
export async function stored(response, signal) {
    const body = await json(response, signal, parseExact);
    return { flag: body.flag, openfeature: body.openfeature, etag: response.headers.get("ETag") ?? "" };
}

/**
 * @param {string} key
 * @param {AbortSignal} [signal]
 */
export async function readFlag(key, signal) {
    return stored(await send("GET", address(key), { signal }), signal);
}

/**
 * @param {QueryValues} values
 * @param {AbortSignal} [signal]
 * @returns {Promise<FlagList>}
 */
export async function listFlags(values, signal) {
    return json(await send("GET", `/api/flags${query(values)}`, { signal }), signal, parseExact);
}

/**
 * Every flag, page by page.
 * @param {QueryValues} values
 * @param {AbortSignal} [signal]
 * @returns {Promise<FlagList>}
 */
export async function listAllFlags(values, signal) {
    const first = await listFlags({ ...values, limit: 1000 }, signal);
    for (let next = first.next_offset; next !== null;) {
        const page = await listFlags({ ...values, limit: 1000, offset: next }, signal);
        first.flags.push(...page.flags);
        next = page.next_offset;
    }
    return { ...first, next_offset: null };
}

/**
 * What conditions can name: flags, cohorts, types of groups; and the keys that are taken. Without them the editor takes their numbers instead.
 * @param {AbortSignal} [signal]
 * @returns {Promise<FlagNames>}
 */
export async function readNames(signal) {
    const listed = listAllFlags({ archived: "true" }, signal).catch(() => ({ flags: [], malformed: [] }));
    const cohorts = get("/api/cohorts", {}, signal).then((body) => /** @type {Cohort[]} */ (body.cohorts), () => []);
    const groupTypes = may("lookup") ? get("/api/posthog/groups/types", {}, signal).then((body) => /** @type {GroupType[]} */ (body.data), () => []) : [];
    const all = await listed;
    const taken = new Set([...all.flags, ...all.malformed].map((flag) => flag.key));
    return { flags: all.flags.filter((flag) => !flag.archived), taken, cohorts: await cohorts, groupTypes: (await groupTypes).reduce((names, type) => Object.assign(names, { [type.group_type_index]: type.group_type }), /** @type {string[]} */ ([])) };
}
