/** One flag: its settings to edit, its history, and trying it. New flags are made in the same form. */

import { isAbort, problemOf } from "../api.js";
import { announce, button, data, fill, h, icon, time } from "../dom.js";
import { copyIconButton } from "../export.js";
import { clip, plural, printable } from "../format.js";
import { NOT_LOADED, partStyle } from "../later.js";
import { flagLink } from "../links.js";
import { emptyPanel, problemPanel, skeleton } from "../parts/states.js";
import { navigate } from "../router.js";
import { may, session } from "../session.js";
import { changesBetween, settingsOf } from "./diff.js";
import { flagEditor } from "./editor.js";
import { goToMistake, showProblems, stateMark } from "./fields.js";
import { readFlag, readNames } from "./flag-api.js";
import { definitionOf, formOf, mistakesOf, newForm } from "./form.js";
import { actorName, conditionWords, namesFor, TYPE_NAMES, variantWords } from "./words.js";

/**
 * Edits that were not saved, by key, for as long as the page is open: leaving a view must not lose them.
 * @type {Map<string, {base: StoredFlag, form: FlagForm, by: string|undefined}>}
 */
const drafts = new Map();

/**
 * Uses a part that is loaded when it is first needed.
 * @template T
 * @param {Promise<T>} loading
 * @param {(part: T) => void} use
 */
function whenLoaded(loading, use) {
    Promise.all([loading, partStyle()]).then(([part]) => use(part), () => announce(NOT_LOADED.detail));
}

/** @param {BeforeUnloadEvent} event */
function warnBeforeLeaving(event) {
    event.preventDefault();
}

/**
 * The bar under the form: what is not saved yet.
 * @param {{isNew: boolean, review: () => void, discard: () => void}} actions
 */
function saveBar({ isNew, review, discard }) {
    const words = h("span", { class: "save-words", role: "status" });
    const discardButton = button("Discard", "", discard, { class: "button quiet" });
    const reviewButton = h("button", { type: "button", class: "button primary", id: "review", onclick: review }, h("span", null, isNew ? "Review and create" : "Review and save"));
    const bar = h("div", { class: "save-bar" }, words, h("div", { class: "actions" }, discardButton, reviewButton));
    return {
        element: bar,
        /** @param {FieldChange[]} changes @param {FieldProblem[]} problems */
        show: (changes, problems) => {
            const isClean = changes.length === 0;
            bar.classList.toggle("clean", isClean);
            discardButton.hidden = isClean || isNew;
            reviewButton.disabled = isClean && !isNew;
            const trouble = problems.length > 0 ? `, ${plural(problems.length, "field needs", "fields need")} a look` : "";
            words.textContent = isNew ? (problems.length === 0 ? "Ready to create" : problems.some((one) => one.field === "key") ? "A key is needed" : `${plural(problems.length, "field needs", "fields need")} a look`) : isClean ? "Nothing is changed" : `${plural(changes.length, "field")} changed${trouble}`;
        },
    };
}

/**
 * What a form means, beside it.
 * @param {FlagForm} form
 * @param {StoredFlag|null} stored
 * @param {FlagNames} names
 */
function summary(form, stored, names) {
    const definition = definitionOf(form);
    const variants = variantWords(definition.filters);
    const flag = stored?.flag;
    return [
        h("h2", null, "In words"),
        h("p", null, form.active ? "On, for:" : "Off for everybody. When on, for:"),
        h("ol", { class: "read-sets" }, form.groups.map((set) => h("li", null, data(conditionWords(set, namesFor(names, definition.filters.aggregation_group_type_index)), 400)))),
        h("dl", { class: "facts" },
            h("div", null, h("dt", null, "Gives"), h("dd", null, TYPE_NAMES[form.type], variants !== "" && h("span", { class: "fact-more" }, data(variants, 300)))),
            stored && h("div", null, h("dt", null, "In OpenFeature"), h("dd", null, `${printable(stored.openfeature.type)}, default `, h("code", null, clip(JSON.stringify(stored.openfeature.defaultValue), 80)))),
            flag && h("div", null, h("dt", null, "Last used"), h("dd", null, flag.last_called_at ? time(flag.last_called_at, "ago") : h("span", { class: "muted" }, "never"))),
            flag && h("div", null, h("dt", null, `Version ${flag.version}`), h("dd", null, time(flag.updated_at, "ago"), actorName(flag.last_modified_by) && h("span", { class: "fact-more" }, "by ", data(actorName(flag.last_modified_by), 60)))),
            flag && h("div", null, h("dt", null, "Made"), h("dd", null, time(flag.created_at), actorName(flag.created_by) && h("span", { class: "fact-more" }, "by ", data(actorName(flag.created_by), 60))))),
    ];
}

/**
 * The form with its summary and its bar.
 * @param {{base: StoredFlag|null, form: FlagForm, names: FlagNames, holder: HTMLElement, onSaved: (saved: StoredFlag) => void, reset: (base: StoredFlag) => void}} context
 */
function settingsPart({ base, form, names, holder, onSaved, reset }) {
    const aside = h("aside", { class: "card flag-summary", tabindex: "0", "aria-label": "Summary" });
    const refusals = h("div", { class: "form-refusals" });
    /** @type {FieldProblem[]} */
    let refused = [];
    let wasReviewed = false;
    const old = base ? settingsOf(base.flag) : null;
    const bar = saveBar({
        isNew: form.isNew,
        review: () => review(),
        discard: () => {
            if (base) reset(base);
        },
    });
    const mark = (/** @type {FieldProblem[]} */ problems) => {
        const others = showProblems(editor, problems);
        fill(refusals, others.length > 0 && h("div", { class: "refusals", role: "alert" }, h("ul", null, others.map((one) => h("li", null, h("code", null, printable(one.field)), " ", printable(one.detail))))));
    };
    const changed = () => {
        const mine = definitionOf(form);
        const changes = changesBetween(old, mine);
        const mistakes = mistakesOf(form);
        bar.show(changes, mistakes);
        fill(aside, summary(form, base, names));
        if (base) {
            if (changes.length > 0) drafts.set(base.flag.key, { base, form, by: session()?.subject });
            else drafts.delete(base.flag.key);
        }
        if (changes.length > 0) addEventListener("beforeunload", warnBeforeLeaving);
        else removeEventListener("beforeunload", warnBeforeLeaving);
        // What the gateway refused stays marked until the form is reviewed again; its own field may be mended by now.
        if (wasReviewed) mark([...mistakes, ...refused.filter((one) => !mistakes.some((other) => other.field === one.field))]);
    };
    const editor = flagEditor(form, names, changed);
    const point = (/** @type {FieldProblem[]} */ problems) => {
        wasReviewed = true;
        refused = problems;
        mark(problems);
        if (!goToMistake(editor)) refusals.scrollIntoView({ block: "center" });
    };
    const review = () => {
        refused = [];
        const mistakes = mistakesOf(form);
        if (mistakes.length > 0) {
            point(mistakes);
            announce(`${plural(mistakes.length, "field needs", "fields need")} a look`);
            return;
        }
        mark([]);
        const mine = definitionOf(form);
        const saved = (/** @type {StoredFlag} */ result) => {
            if (base) drafts.delete(base.flag.key);
            removeEventListener("beforeunload", warnBeforeLeaving);
            announce(`${result.flag.key} is saved`);
            onSaved(result);
        };
        const stale = (/** @type {StoredFlag} */ theirs, /** @type {string} */ reason) => {
            if (base) whenLoaded(import("./save.js"), ({ openConflictDialog }) => openConflictDialog({ base, theirs, mine, reason, onTheirs: () => reset(theirs), onRebased: saved, onStale: stale, onRefused: point }));
        };
        whenLoaded(import("./save.js"), ({ openSaveDialog }) => openSaveDialog({ base, mine, onSaved: saved, onRefused: point, onStale: stale }));
    };
    holder.replaceChildren(h("div", { class: "flag-columns" }, h("div", { class: "flag-main" }, refusals, editor, bar.element), aside));
    changed();
    return () => removeEventListener("beforeunload", warnBeforeLeaving);
}

/** @param {Place} place */
export function newFlagView(place) {
    const ending = new AbortController();
    const holder = h("div", { class: "flag-part" }, skeleton(8, "Loading"));
    let closePart = () => {};
    const form = newForm(place.params.get("key") ?? "");
    const load = async () => {
        const names = await readNames(ending.signal);
        if (ending.signal.aborted) return;
        closePart = settingsPart({ base: null, form, names, holder, reset: () => {}, onSaved: (saved) => navigate(flagLink(saved.flag.key), { replace: true }) });
        document.getElementById("flag-key")?.focus({ preventScroll: true });
    };
    void load();
    return {
        title: "New flag",
        element: h("div", { class: "page" }, h("div", { class: "page-head" }, h("div", null, h("p", { class: "crumb" }, h("a", { href: "/feature-flags" }, "Flags")), h("h1", { tabindex: "-1" }, "New flag"), h("p", { class: "lead" }, "It is on for nobody until a rollout says otherwise."))),
            may("write") ? holder : emptyPanel({ title: "This sign-in may not create flags", text: "It needs the write capability.", icon: "flag-fill" })),
        close: () => {
            ending.abort();
            closePart();
        },
    };
}

const PARTS = [{ id: "", label: "Settings", icon: "flags.svg#sliders" }, { id: "history", label: "History", icon: "journal-text" }, { id: "playground", label: "Try it", icon: "flags.svg#play-fill" }];

/** @param {Place} place */
export function flagView(place) {
    const key = /** @type {string} */ (place.id);
    const ending = new AbortController();
    let part = place.part ?? "";
    let params = place.params;
    /** @type {StoredFlag|null} */
    let stored = null;
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

    const drawTabs = () => tabs.replaceChildren(...PARTS.map((one) => h("a", { href: flagLink(key, one.id || undefined), "aria-current": one.id === part ? "page" : null }, icon(one.icon), h("span", null, one.label))));
    /** @param {StoredFlag} next */
    const take = (next) => {
        stored = next;
        form = formOf(settingsOf(next.flag));
        drafts.delete(key);
    };
    /** @param {"archive"|"restore"|"delete"} what */
    const act = (what) => whenLoaded(import("./lifecycle.js"), ({ confirmAct }) => {
        if (stored) confirmAct(what, stored, (next) => {
            drafts.delete(key);
            if (!next) return navigate("/feature-flags");
            take(next);
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
        if (!stored) return;
        const { flag } = stored;
        fill(marks, stateMark(flag), drafts.has(key) && h("span", { class: "tag slow" }, "Unsaved edits"));
        fill(tools,
            !flag.archived && may("delete") && button("Archive", "flags.svg#archive", () => act("archive")),
            flag.archived && may("write") && button("Restore", "flags.svg#arrow-counterclockwise", () => act("restore")),
            may("delete") && button("Delete", "flags.svg#trash", () => act("delete"), { class: "button danger-quiet" }));
    };
    const draw = () => {
        if (!stored || !form) return;
        closePart();
        closePart = () => {};
        drawTabs();
        drawHead();
        remark.replaceChildren();
        const now = stored;
        if (part === "history") show(import("./history.js"), ({ historyPart }) => historyPart({ holder, stored: () => stored ?? now, onChanged: (next) => {
            take(next);
            drawHead();
        } }));
        else if (part === "playground") {
            const edited = form;
            const isEdited = changesBetween(settingsOf(stored.flag), definitionOf(edited)).length > 0;
            show(import("./playground.js"), ({ playgroundPart }) => playgroundPart({ holder, user: params.get("user") ?? "", key, definition: () => (isEdited ? definitionOf(edited) : null) }));
        } else if (isEditable()) {
            closePart = settingsPart({ base: stored, form, names, holder, onSaved: (saved) => {
                take(saved);
                if (saved.flag.key !== key) navigate(flagLink(saved.flag.key), { replace: true });
                else draw();
                heading.focus({ preventScroll: true });
            }, reset: (base) => {
                take(base);
                draw();
                heading.focus({ preventScroll: true });
            } });
        } else {
            fill(remark, stored.flag.archived && h("p", { class: "note" }, may("write") ? "This flag is archived. Restore it to change it." : "This flag is archived."));
            show(import("./definition-view.js"), ({ definitionView }) => fill(holder, definitionView(now, names)));
        }
    };
    const load = async () => {
        holder.replaceChildren(skeleton(9, "Loading the flag"));
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
            if (draft?.form === form && part === "") fill(remark, h("p", { class: "note" }, "Your edits from before are still here, not saved."));
        } catch (error) {
            if (isAbort(error)) return;
            const problem = problemOf(error);
            tabs.replaceChildren();
            holder.replaceChildren(problem.status === 404
                ? emptyPanel({ title: "No flag has this key", text: "It may have been deleted, or renamed.", icon: "flag-fill", actions: [h("a", { class: "button", href: "/feature-flags" }, "All flags"), ...(may("write") ? [h("a", { class: "button primary", href: `/feature-flags/new?key=${encodeURIComponent(key)}` }, "Create it")] : [])] })
                : problemPanel(problem, () => void load()));
        }
    };
    void load();
    return {
        title: clip(printable(key), 60),
        element: h("div", { class: "page flag-page" },
            h("div", { class: "page-head" }, h("div", null, h("p", { class: "crumb" }, h("a", { href: "/feature-flags" }, "Flags")), h("div", { class: "flag-head" }, heading, copyIconButton("Copy key", () => key), marks)), tools), tabs, remark, holder),
        /** @param {Place} next */
        update: (next) => {
            if (next.view !== "flag" || next.id !== key || !stored) return false;
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
