/** Every change of a flag: what, who, when, why; and the way back. */

import { get, isAbort, problemOf } from "../api.js";
import { announce, button, data, fill, h, icon, time } from "../dom.js";
import { plural, printable } from "../format.js";
import { emptyPanel, problemPanel, skeleton } from "../parts/states.js";
import { may } from "../session.js";
import { confirmFirst } from "./confirm.js";
import { diffTable } from "./diff-table.js";
import { actOnFlag } from "./flag-changes.js";
import { undoneBy } from "./revert.js";
import { namesFor } from "./words.js";

/** @type {Record<string, string>} */
const ACTIONS = { created: "created it", updated: "changed it", archived: "archived it", restored: "restored it", deleted: "deleted it", reverted: "reverted it", imported: "imported it" };

/**
 * @param {{holder: HTMLElement, stored: () => {flag: {key: string, version: number, archived: boolean}, etag: string}, names: FlagNames, onChanged: (stored: StoredFlag) => void, onRead?: (isKnown: boolean) => void}} context
 *   `onRead` tells of a flag that is gone whether it ever was
 * @returns {() => void} closes it
 */
export function historyPart({ holder, stored, names, onChanged, onRead }) {
    const ending = new AbortController();
    const list = h("ol", { class: "rows history" });
    const foot = h("div", { class: "feed-foot" });
    /** @type {FlagHistoryEntry[]} */
    let entries = [];
    const { key } = stored().flag;
    const told = namesFor(names);

    /** @param {FlagHistoryEntry} entry */
    const revert = (entry) => {
        const undone = undoneBy(entries, entry.version);
        confirmFirst({
            title: `Back to version ${entry.version}?`,
            text: [h("p", null, `The flag becomes what it was at version ${entry.version}. That is a new version; nothing is lost.`), h("h3", null, "This changes"), diffTable(undone, told)],
            verb: "Revert", picture: "flags.svg#arrow-counterclockwise",
            act: async (reason) => {
                const saved = await actOnFlag(key, stored().etag, "revert", { version: entry.version, reason: reason || null });
                onChanged(saved);
                announce(`${key} is as it was at version ${entry.version}`);
                await load(null);
            },
        });
    };
    /** @param {FlagHistoryEntry} entry @param {boolean} isCurrent */
    const row = (entry, isCurrent) => h("li", { class: "history-row", "data-item": "" },
        h("div", { class: "history-head" },
            h("span", { class: "tag" }, `Version ${entry.version}`), h("span", { class: "history-who" }, data(entry.actor, 60, "strong"), ` ${ACTIONS[entry.action] ?? printable(entry.action)}`), h("span", { class: "muted" }, time(entry.time), " · ", time(entry.time, "ago")),
            isCurrent ? h("span", { class: "kind ok" }, icon("check-circle-fill"), h("span", null, "as it is now")) : may("write") && !stored().flag.archived && entry.action !== "deleted" && button("Revert to this", "flags.svg#arrow-counterclockwise", () => revert(entry), { class: "button small", "aria-label": `Revert to version ${entry.version}` })),
        entry.reason && h("blockquote", { class: "history-reason" }, data(entry.reason, 1000)), diffTable(entry.diff, told));
    let isLoading = false;
    /** @param {string|null} cursor */
    const load = async (cursor) => {
        if (isLoading && cursor !== null) return;
        isLoading = true;
        if (cursor === null && entries.length === 0) holder.replaceChildren(skeleton(8, "Loading the history"));
        try {
            const body = await get(`/api/flags/${encodeURIComponent(key)}/history`, { limit: 50, cursor }, ending.signal);
            entries = cursor === null ? body.history : [...entries, ...body.history];
            const now = stored().flag.version;
            list.replaceChildren(...entries.map((entry) => row(entry, entry.version === now)));
            holder.replaceChildren(entries.length > 0 ? list : emptyPanel({ title: "No change is recorded", text: "The flag was made before changes were kept.", icon: "journal-text" }), foot);
            fill(foot, entries.length > 0 && h("span", { class: "muted" }, plural(entries.length, "change")), body.next_cursor && button("Load older", "arrow-down", () => void load(body.next_cursor)));
            onRead?.(entries.length > 0);
        } catch (error) {
            if (isAbort(error)) return;
            if (onRead && problemOf(error).status === 404) onRead(false);
            else (cursor === null ? holder : foot).replaceChildren(problemPanel(problemOf(error), () => void load(cursor)));
        } finally {
            isLoading = false;
        }
    };
    void load(null);
    return () => ending.abort();
}
