/** One flag: its settings to edit, its history, and trying it. */

import { isAbort, problemOf } from "../api.js";
import { button, data, fill, h, icon, keepingFocus } from "../dom.js";
import { copyIconButton } from "../export.js";
import { clip, printable } from "../format.js";
import { NOT_LOADED, partStyle } from "../later.js";
import { flagLink } from "../links.js";
import { emptyPanel, note, problemPanel, skeleton } from "../parts/states.js";
import { navigate } from "../router.js";
import { may, session } from "../session.js";
import { changesBetween, settingsOf } from "./diff.js";
import { stateMark } from "./fields.js";
import { readFlag, readNames } from "./flag-api.js";
import { definitionOf, formOf } from "./form.js";
import { manifestKey } from "./manifest-key.js";
import { drafts, KEPT, settingsPart, whenLoaded } from "./settings.js";

const PARTS = [{ id: "", label: "Settings", icon: "flags.svg#sliders" }, { id: "history", label: "History", icon: "journal-text" }, { id: "playground", label: "Try it", icon: "flags.svg#play-fill" }];

/** @param {Place} place */
export function flagView(place) {
    const key = /** @type {string} */ (place.id);
    const ending = new AbortController();
    let part = place.part ?? "";
    let params = place.params;
    /** @type {StoredFlag|null} */
    let stored = null;
    /** @type {{etag: string, malformed?: MalformedFlag}|null} what a change of a flag that cannot be read is meant for */
    let unreadable = null;
    /** @type {FlagNames} */
    let names = { flags: [], cohorts: [], groupTypes: [] };
    /** @type {FlagForm|null} */
    let form = null;
    let closePart = () => {};
    const marks = h("span", { class: "flag-marks" });
    const tools = h("div", { class: "actions flag-tools" });
    const tabs = h("nav", { class: "tabs", "aria-label": "Parts of the flag" });
    const remark = h("div", { class: "remarks" });
    const holder = h("div", { class: "flag-part" });
    const heading = h("h1", { tabindex: "-1", class: "mono flag-title" }, data(key, 120));
    const isEditable = () => may("write") && stored !== null && !stored.flag.archived;

    const drawTabs = () => keepingFocus(tabs, () => tabs.replaceChildren(...PARTS.filter((one) => unreadable === null || one.id !== "playground").map((one) => h("a", { href: flagLink(key, one.id || undefined), "aria-current": one.id === part ? "page" : null }, icon(one.icon), h("span", null, one.label)))));
    /** @param {StoredFlag} next */
    const take = (next) => {
        stored = next;
        unreadable = null;
        form = formOf(settingsOf(next.flag));
        drafts.delete(key);
    };
    /** @param {"archive"|"restore"|"delete"} what */
    const act = (what) => whenLoaded(import("./lifecycle.js"), ({ confirmAct }) => {
        const now = unreadable ? { flag: { key }, ...unreadable } : stored;
        if (now) confirmAct(what, now, (next) => {
            drafts.delete(key);
            if (!next) return navigate("/feature-flags");
            if ("malformed" in next) unreadable = next;
            else take(next);
            return draw();
        });
    });
    /**
     * @template T
     * @param {Promise<T>} loading
     * @param {(part: T) => (() => void)|void} open gives what closes it
     */
    const show = (loading, open) => {
        let isClosed = false;
        let close = () => {};
        closePart = () => {
            isClosed = true;
            close();
        };
        holder.replaceChildren(skeleton(8));
        Promise.all([loading, partStyle()]).then(([loaded]) => { if (!isClosed) close = open(loaded) ?? close; }, () => { if (!isClosed) holder.replaceChildren(problemPanel(NOT_LOADED, () => location.reload())); });
    };
    const drawHead = () => {
        if (unreadable) {
            const isArchived = unreadable.malformed?.archived;
            fill(marks, h("span", { class: "kind error" }, icon("exclamation-octagon-fill"), h("span", null, "Malformed")), isArchived && h("span", { class: "tag" }, icon("flags.svg#archive"), "Archived"));
            fill(tools,
                isArchived === false && may("delete") && button("Archive", "flags.svg#archive", () => act("archive")),
                isArchived && may("write") && button("Restore", "flags.svg#arrow-counterclockwise", () => act("restore")),
                may("delete") && button("Delete", "flags.svg#trash", () => act("delete"), { class: "button danger-quiet" }));
        }
        if (!stored) return;
        const { flag } = stored;
        fill(marks, stateMark(flag), drafts.has(key) && h("span", { class: "tag slow" }, "Unsaved edits"));
        fill(tools,
            !flag.archived && may("delete") && button("Archive", "flags.svg#archive", () => act("archive")),
            flag.archived && may("write") && button("Restore", "flags.svg#arrow-counterclockwise", () => act("restore")),
            may("delete") && button("Delete", "flags.svg#trash", () => act("delete"), { class: "button danger-quiet" }));
    };
    const draw = () => {
        closePart();
        closePart = () => {};
        drawTabs();
        drawHead();
        remark.replaceChildren();
        if (unreadable) show(import("./malformed.js"), ({ malformedPart }) => malformedPart({ key, part, names, holder, onUnreadable: (found) => {
            unreadable = found;
            drawHead();
        }, onMended: (next) => {
            take(next);
            if (next.flag.key !== key) navigate(flagLink(next.flag.key), { replace: true });
            else if (part === "") draw();
            else drawHead();
            drawTabs();
        } }));
        if (!stored || !form) return;
        const now = stored;
        if (part === "history") show(import("./history.js"), ({ historyPart }) => historyPart({ holder, stored: () => stored ?? now, names, onChanged: (next) => {
            take(next);
            drawHead();
        } }));
        else if (part === "playground") {
            const edited = form;
            const isEdited = changesBetween(settingsOf(stored.flag), definitionOf(edited)).length > 0;
            show(import("./playground.js"), ({ playgroundPart }) => playgroundPart({ holder, names: Promise.resolve(names), user: params.get("user") ?? "", key, definition: () => (isEdited ? definitionOf(edited) : null) }));
        } else if (isEditable()) {
            closePart = settingsPart({ base: stored, start: settingsOf(stored.flag), form, names, holder, onSaved: (saved) => {
                take(saved);
                if (saved.flag.key !== key) navigate(flagLink(saved.flag.key), { replace: true });
                else draw();
                heading.focus({ preventScroll: true });
            }, reset: (base) => {
                take(base ?? now);
                draw();
                heading.focus({ preventScroll: true });
            } });
        } else {
            fill(remark, stored.flag.archived && h("p", { class: "note" }, may("write") ? "This flag is archived. Restore it to change it." : "This flag is archived."));
            show(import("./definition-view.js"), ({ definitionView }) => fill(holder, definitionView(now, names)));
        }
    };
    const noFlag = () => emptyPanel({ title: "No flag has this key", text: "It may have been deleted, or renamed.", icon: "flag-fill", actions: [h("a", { class: "button", href: "/feature-flags" }, "All flags"), ...(may("write") ? [h("a", { class: "button primary", href: `/feature-flags/new?key=${encodeURIComponent(key)}` }, "Create it")] : [])] });
    const drawGone = () => show(import("./history.js"), ({ historyPart }) => historyPart({
        holder, names, stored: () => ({ flag: { key, version: NaN, archived: true }, etag: "" }), onChanged: () => {},
        onRead: (isKnown) => {
            if (!isKnown) return holder.replaceChildren(noFlag());
            fill(marks, h("span", { class: "tag" }, icon("flags.svg#trash"), "Deleted"));
            fill(remark, note("This flag is deleted. Its history stays."));
        },
    }));
    const load = async () => {
        holder.replaceChildren(skeleton(9, "Loading the flag"));
        tabs.hidden = false;
        drawTabs();
        try {
            const [flag, known] = await Promise.all([readFlag(key, ending.signal), readNames(ending.signal)]);
            names = known;
            const draft = drafts.get(key);
            if (draft && draft.by === session()?.subject && may("write") && !flag.flag.archived) {
                // The draft keeps what it started from: saving it tells if somebody was faster.
                stored = draft.base;
                form = draft.form;
            } else take(flag);
            draw();
            if (draft?.form === form && part === "") fill(remark, note(KEPT));
        } catch (error) {
            if (isAbort(error)) return;
            const problem = problemOf(error);
            if (problem.status === 409) {
                names = await readNames(ending.signal);
                if (ending.signal.aborted) return;
                unreadable = { etag: "*" };
                stored = null;
                return draw();
            }
            tabs.hidden = true;
            if (problem.status !== 404) return holder.replaceChildren(problemPanel(problem, () => void load()));
            if (part !== "history") return holder.replaceChildren(noFlag());
            names = await readNames(ending.signal);
            if (!ending.signal.aborted) drawGone();
        }
    };
    void load();
    return {
        title: clip(printable(key), 60),
        element: h("div", { class: "page flag-page" },
            h("div", { class: "page-head" }, h("div", null, h("p", { class: "crumb" }, h("a", { href: "/feature-flags" }, "Flags")), h("div", { class: "flag-head" }, heading, copyIconButton("Copy key", () => key), marks), manifestKey(key) !== key && h("p", { class: "hint" }, "In the manifest: ", data(manifestKey(key), 120, "mono"))), tools), tabs, remark, holder),
        /** @param {Place} next */
        update: (next) => {
            if (next.view !== "flag" || next.id !== key || !(stored || unreadable)) return false;
            part = next.part ?? "";
            params = next.params;
            draw();
            return true;
        },
        close: () => {
            ending.abort();
            closePart();
        },
    };
}
