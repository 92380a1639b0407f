/** One cohort: its name, its conditions or its list, and what uses it. New cohorts are made in the same form. */

import { isAbort, problemOf } from "../api.js";
import { announce, button, data, fill, h, time, warn } from "../dom.js";
import { clip, plural, printable } from "../format.js";
import { NOT_LOADED, partStyle } from "../later.js";
import { cohortLink, flagLink } from "../links.js";
import { emptyPanel, note, problemPanel, skeleton } from "../parts/states.js";
import { navigate } from "../router.js";
import { may, session } from "../session.js";
import { listCohorts, readCohort, settingsOf } from "./cohort-api.js";
import { cohortConditions } from "./cohort-conditions.js";
import { membersSection } from "./cohort-members.js";
import { changedParts, cohortMistakes, groupWords, kindWords, usersOf } from "./cohort-words.js";
import { isSame } from "./exact.js";
import { field, goToMistake, showProblems, textArea, textInput } from "./fields.js";
import { listAllFlags } from "./flag-api.js";
import { newProperty } from "./property-row.js";
import { namesFor } from "./words.js";

/** Where the draft of a cohort that does not exist yet is kept: numbers begin at 1. */
const UNMADE = 0;

/**
 * Edits that were not saved, by number, for as long as the page is open.
 * @type {Map<number, {base: StoredCohort|null, form: CohortForm, by: string|undefined}>}
 */
const drafts = new Map();

/** @returns {CohortForm} */
function newForm() {
    return { name: "", description: "", isStatic: false, definition: { type: "AND", values: [newProperty("person", null)] } };
}

/** @param {BeforeUnloadEvent} event */
function warnBeforeLeaving(event) {
    event.preventDefault();
}

/**
 * @param {StoredCohort} stored
 * @param {CohortUsers} users
 */
function facts({ cohort }, users) {
    const links = [...users.flags.map((flag) => h("a", { class: "mono", href: flagLink(flag.key) }, data(flag.key, 60))), ...users.cohorts.map((other) => h("a", { href: cohortLink(other.id) }, data(`cohort ${other.name}`, 60)))];
    return h("dl", { class: "facts" },
        h("div", null, h("dt", null, "Used by"), h("dd", { class: "cohort-users" }, links.length > 0 ? links : h("span", { class: "muted" }, "no flag"))),
        h("div", null, h("dt", null, "Kind"), h("dd", null, kindWords(cohort))),
        h("div", null, h("dt", null, `Version ${cohort.version}`), h("dd", null, time(cohort.updated_at, "ago"))),
        h("div", null, h("dt", null, "Made"), h("dd", null, time(cohort.created_at))));
}

/** @param {Place} place */
export function cohortView(place) {
    const isNew = place.id === null;
    const ending = new AbortController();
    /** @type {StoredCohort|null} */
    let base = null;
    let form = newForm();
    /** @type {FlagNames} */
    let names = { flags: [], cohorts: [], groupTypes: [] };
    /** @type {CohortUsers} */
    let users = { flags: [], cohorts: [] };
    const heading = h("h1", { tabindex: "-1" }, isNew ? "New cohort" : "Cohort");
    const tools = h("div", { class: "actions flag-tools" });
    const remark = h("div", { class: "remarks" });
    const holder = h("div", { class: "flag-part" }, skeleton(8, "Loading the cohort"));
    const ownNames = () => namesFor(names, null);

    /** @param {StoredCohort} next */
    const take = (next) => {
        base = next;
        form = settingsOf(next.cohort);
        drafts.delete(next.cohort.id);
    };
    const withSaving = (/** @type {(part: typeof import("./cohort-save.js")) => void} */ use) => Promise.all([import("./cohort-save.js"), partStyle()]).then(([part]) => use(part), () => warn(NOT_LOADED.detail));
    const drawHead = () => {
        if (!base) return;
        const now = base;
        fill(heading, data(now.cohort.name, 120));
        fill(tools, may("delete") && button("Delete", "flags.svg#trash", () => void withSaving(({ confirmDeletion }) => confirmDeletion(now, users, () => {
            drafts.delete(now.cohort.id);
            removeEventListener("beforeunload", warnBeforeLeaving);
            navigate("/feature-flags/cohorts");
        })), { class: "button danger-quiet" }));
    };
    const draw = () => {
        drawHead();
        remark.replaceChildren();
        if (may("write")) drawForm();
        else if (base) drawReading(base);
    };
    /** @param {StoredCohort} now */
    const drawReading = (now) => fill(holder, h("div", { class: "flag-columns" }, h("section", { class: "card form-section" }, h("h2", null, "Who is in it"),
        now.cohort.description !== "" && h("p", null, data(now.cohort.description, 2000)),
        h("p", null, now.cohort.is_static ? (typeof now.cohort.count === "number" ? `${plural(now.cohort.count, "person", "people")} of a list.` : "The people of a list.") : data(`Everybody where ${groupWords(now.cohort.filters.properties, ownNames())}.`, 2000))),
    h("aside", { class: "card flag-summary", "aria-label": "Summary" }, facts(now, users))));
    const drawForm = () => {
        const old = base ? settingsOf(base.cohort) : null;
        const aside = h("aside", { class: "card flag-summary", tabindex: "0", "aria-label": "Summary" });
        const refusals = h("div", { class: "form-refusals" });
        const words = h("span", { class: "save-words", role: "status" });
        const discard = button("Discard", "", () => {
            if (base) take(base);
            else {
                form = newForm();
                drafts.delete(UNMADE);
            }
            draw();
            heading.focus({ preventScroll: true });
        }, { class: "button quiet" });
        const review = h("button", { type: "button", class: "button primary", id: "review", onclick: () => check() }, h("span", null, isNew ? "Review and create" : "Review and save"));
        const bar = h("div", { class: "save-bar" }, words, h("div", { class: "actions" }, discard, review));
        /** @type {FieldProblem[]} */
        let refused = [];
        let wasReviewed = false;
        const mistakes = () => {
            // A definition that was stored without conditions stays as it is until it is touched.
            const kept = old !== null && !changedParts(old, form).includes("definition");
            return cohortMistakes(form).filter((one) => !kept || !one.field.startsWith("filters"));
        };
        const mark = (/** @type {FieldProblem[]} */ problems) => {
            const others = showProblems(editor, problems);
            fill(refusals, others.length > 0 && h("div", { class: "refusals", role: "alert" }, h("ul", null, others.map((one) => h("li", null, h("code", null, printable(one.field)), " ", printable(one.detail))))));
        };
        const changed = () => {
            const parts = old ? changedParts(old, form) : [];
            const found = mistakes();
            const isTouched = old ? parts.length > 0 : !isSame(form, newForm());
            const isClean = !isNew && !isTouched;
            bar.classList.toggle("clean", isClean);
            discard.hidden = !isTouched;
            review.disabled = isClean;
            words.textContent = isClean ? "Nothing is changed" : found.length > 0 ? `${plural(found.length, "field needs", "fields need")} a look` : isNew ? "Ready to create" : `${plural(parts.length, "field")} changed`;
            fill(aside, h("h2", null, "In words"), h("p", null, form.isStatic ? "The people of a list." : cohortMistakes(form).some((one) => one.field.startsWith("filters")) ? h("span", { class: "muted" }, "The conditions are not complete yet.") : data(`Everybody where ${groupWords(form.definition, ownNames())}.`, 600)), base && facts(base, users));
            const draftKey = base?.cohort.id ?? UNMADE;
            if (isTouched) {
                drafts.set(draftKey, { base, form, by: session()?.subject });
                addEventListener("beforeunload", warnBeforeLeaving);
            } else {
                drafts.delete(draftKey);
                removeEventListener("beforeunload", warnBeforeLeaving);
            }
            if (wasReviewed) mark([...found, ...refused.filter((one) => !found.some((other) => other.field === one.field))]);
        };
        const point = (/** @type {FieldProblem[]} */ problems) => {
            wasReviewed = true;
            refused = problems;
            mark(problems);
            if (!goToMistake(editor)) refusals.scrollIntoView({ block: "center" });
        };
        const check = () => {
            const found = mistakes();
            if (found.length > 0) {
                point(found);
                refused = [];
                announce(`${plural(found.length, "field needs", "fields need")} a look`);
                return;
            }
            refused = [];
            mark([]);
            void withSaving(({ openSaveDialog }) => openSaveDialog({
                base, mine: form, users, names: ownNames(), onRefused: point,
                onSaved: (saved) => {
                    removeEventListener("beforeunload", warnBeforeLeaving);
                    announce(`${saved.cohort.name} is saved`);
                    if (isNew) drafts.delete(UNMADE);
                    take(saved);
                    if (isNew) return navigate(cohortLink(saved.cohort.id), { replace: true });
                    draw();
                    return heading.focus({ preventScroll: true });
                },
                onTheirs: (theirs) => {
                    take(theirs);
                    draw();
                    heading.focus({ preventScroll: true });
                },
            }));
        };
        const whoSection = h("section", { class: "card form-section" });
        const drawWho = () => fill(whoSection, h("div", { class: "section-head" }, h("h2", null, "Who is in it"), form.isStatic && h("p", { class: "hint" }, "The list is filled once the cohort is made.")), !form.isStatic && cohortConditions(form, names, changed));
        const kinds = h("div", { class: "segments", role: "group" }, [["By conditions", false], ["A list", true]].map(([label, isStatic]) => {
            const input = h("input", { type: "radio", name: "cohort-kind", onchange: () => {
                form.isStatic = Boolean(isStatic);
                drawWho();
                changed();
            } });
            input.checked = form.isStatic === isStatic;
            return h("label", null, input, h("span", null, String(label)));
        }));
        const properties = new Set(["email", ...names.flags.flatMap((flag) => (flag.filters.groups ?? []).flatMap((set) => (set.properties ?? []).filter((property) => property.type === "person").map((property) => property.key)))]);
        const editor = h("div", { class: "editor" },
            h("datalist", { id: "property-names" }, [...properties].filter(Boolean).slice(0, 200).map((name) => h("option", { value: name }))),
            h("section", { class: "card form-section" }, h("div", { class: "section-head" }, h("h2", null, "Basics")),
                h("div", { class: "columns" }, field({ label: "Name", path: "name", control: textInput(form.name, (text) => {
                    form.name = text;
                    changed();
                }, { id: "cohort-name", maxlength: 400, spellcheck: "true" }) }), isNew && field({ label: "Kind", path: "is_static", hint: "This cannot be changed later.", control: kinds })),
                field({ label: "Description", path: "description", control: textArea(form.description, (text) => {
                    form.description = text;
                    changed();
                }, { rows: 2, spellcheck: "true" }) })),
            base?.cohort.is_static ? membersSection(base.cohort, (next) => {
                base = next;
                changed();
            }) : whoSection);
        drawWho();
        fill(holder, h("div", { class: "flag-columns" }, h("div", { class: "flag-main" }, refusals, editor, bar), aside));
        changed();
    };
    const load = async () => {
        try {
            const flags = listAllFlags({ archived: "true" }, ending.signal).then((found) => found.flags, () => []);
            const [found, cohorts, known] = await Promise.all([isNew ? null : readCohort(place.id ?? "", ending.signal), listCohorts(ending.signal), flags]);
            names = { flags: known, cohorts: cohorts.filter((one) => one.id !== found?.cohort.id), groupTypes: [] };
            if (found) users = usersOf(found.cohort.id, known, cohorts);
            const draft = drafts.get(found?.cohort.id ?? UNMADE);
            if (draft && draft.by === session()?.subject && may("write")) {
                // The draft keeps what it started from: saving it tells if somebody was faster.
                ({ base, form } = draft);
            } else if (found) take(found);
            draw();
            if (draft?.form === form) fill(remark, note("Your edits from before are still here, not saved."));
            if (isNew) document.getElementById("cohort-name")?.focus({ preventScroll: true });
        } catch (error) {
            if (isAbort(error)) return;
            const problem = problemOf(error);
            holder.replaceChildren(problem.status === 404 ? emptyPanel({ title: "There is no such cohort", text: "It may have been deleted.", icon: "people-fill", actions: [h("a", { class: "button", href: "/feature-flags/cohorts" }, "All cohorts")] }) : problemPanel(problem, () => void load()));
        }
    };
    const isRefused = isNew && !may("write");
    if (!isRefused) void load();
    return {
        title: isNew ? "New cohort" : `Cohort ${clip(place.id ?? "", 20)}`,
        element: h("div", { class: "page" },
            h("div", { class: "page-head" }, h("div", null, h("p", { class: "crumb" }, h("a", { href: "/feature-flags" }, "Flags"), " / ", h("a", { href: "/feature-flags/cohorts" }, "Cohorts")), heading), tools), remark,
            isRefused ? emptyPanel({ title: "This sign-in may not create cohorts", text: "It needs the write capability.", icon: "people-fill" }) : holder),
        close: () => {
            ending.abort();
            removeEventListener("beforeunload", warnBeforeLeaving);
        },
    };
}
