/** Archiving, restoring and deleting a flag, each asked about first. */

import { announce, h } from "../dom.js";
import { confirmFirst } from "./confirm.js";
import { actOnFlag, deleteFlag } from "./flag-changes.js";

/** @type {Record<"archive"|"restore"|"delete", {verb: string, text: string, look?: string, picture: string, done: string}>} */
const ACTS = {
    archive: { verb: "Archive", text: "It is switched off, leaves the manifest and keeps its key. It can be restored.", picture: "flags.svg#archive", done: "archived" },
    restore: { verb: "Restore", text: "It comes back into the manifest, switched off.", picture: "flags.svg#arrow-counterclockwise", done: "restored" },
    delete: { verb: "Delete", text: "Code that asks for it gets its own default. Only the history stays; archiving can be undone, this cannot.", look: "danger", picture: "flags.svg#trash", done: "deleted" },
};

/**
 * @param {"archive"|"restore"|"delete"} what
 * @param {{flag: {key: string}, etag: string}} stored
 * @param {(next: StoredFlag|UnreadableFlag|null) => void} onDone null when the flag is gone
 */
export function confirmAct(what, { flag: { key }, etag }, onDone) {
    const { verb, text, look, picture, done } = ACTS[what];
    confirmFirst({
        title: what === "delete" ? `Delete ${key} for good?` : `${verb} ${key}?`, text: [h("p", null, text)], verb, look, picture,
        act: async (reason) => {
            const next = what === "delete" ? await deleteFlag(key, etag, reason) : await actOnFlag(key, etag, what, { reason: reason || null });
            announce(`${key} is ${done}`);
            onDone(next ?? null);
        },
    });
}
