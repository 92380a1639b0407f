/** All cohorts: who is in them, and which flags use them. */

import { isAbort, problemOf } from "../api.js";
import { data, fill, h, icon, time } from "../dom.js";
import { plural, printable } from "../format.js";
import { cohortLink, flagLink } from "../links.js";
import { emptyPanel, problemPanel, skeleton } from "../parts/states.js";
import { addressWith, navigate } from "../router.js";
import { may } from "../session.js";
import { listAllCohorts } from "./cohort-api.js";
import { groupWords, kindWords, usersOf } from "./cohort-words.js";
import { listAllFlags } from "./flag-api.js";
import { namesFor } from "./words.js";

/** @param {MalformedCohort} cohort */
function malformedRow(cohort) {
    return h("li", { class: "cohort-row is-malformed", "data-item": "", "data-kind": "error" },
        h("span", { class: "cohort-kind" }, h("span", { class: "kind error" }, icon("exclamation-octagon-fill"), h("span", null, "Malformed"))),
        h("span", { class: "flag-what" }, h("a", { class: "cohort-name", href: cohortLink(cohort.id), "data-row": "" }, data(cohort.name, 120)),
            h("span", { class: "flag-about" }, h("span", null, h("code", null, printable(cohort.field)), " ", data(cohort.detail, 240)))));
}

/** @param {Place} place */
export function cohortsView(place) {
    const ending = new AbortController();
    /** @type {Cohort[]} */
    let cohorts = [];
    /** @type {MalformedCohort[]} */
    let malformed = [];
    /** @type {ListedFlag[]|null} */
    let flags = null;
    let search = place.params.get("search") ?? "";
    const list = h("ol", { class: "rows cohort-list" });
    const holder = h("div", { class: "feed-list" });
    const foot = h("div", { class: "feed-foot" });
    const input = h("input", { type: "search", placeholder: "Name or description", autocomplete: "off", spellcheck: "false", maxlength: 200, "aria-label": "Find a cohort" });
    input.value = search;
    input.addEventListener("input", () => {
        search = input.value.trim();
        navigate(addressWith({ search: search || null }), { replace: true, quiet: true });
        draw();
    });

    /** @param {Cohort} cohort */
    const row = (cohort) => {
        const used = usersOf(cohort.id, flags ?? [], cohorts);
        const links = [
            ...used.flags.map((flag) => h("a", { class: "mono", href: flagLink(flag.key) }, data(flag.key, 60))),
            ...used.cohorts.map((other) => h("a", { href: cohortLink(other.id) }, data(`cohort ${other.name}`, 60))),
        ];
        const words = cohort.is_static ? "" : groupWords(cohort.filters.properties, namesFor({ flags: flags ?? [], cohorts, groupTypes: [] }, null));
        return h("li", { class: "cohort-row", "data-item": "" },
            h("span", { class: "flag-what" }, h("a", { class: "cohort-name", href: cohortLink(cohort.id), "data-row": "" }, data(cohort.name, 120)),
                cohort.description !== "" && h("span", { class: "flag-about" }, data(cohort.description, 160)), words !== "" && h("span", { class: "cohort-words" }, data(words, 220))),
            h("span", { class: "cohort-kind" }, icon(cohort.is_static ? "table" : "flags.svg#sliders"), h("span", null, kindWords(cohort))),
            h("span", { class: "cohort-users" }, flags === null ? h("span", { class: "muted" }, "uses are not known") : links.length === 0 ? h("span", { class: "muted" }, "used by no flag") : [h("span", { class: "cohort-users-word" }, "used by "), links.slice(0, 6), links.length > 6 && h("span", { class: "muted" }, `and ${links.length - 6} more`)].flat()),
            h("span", { class: "flag-used" }, "changed ", time(cohort.updated_at, "ago")));
    };
    const draw = () => {
        const wanted = search.toLowerCase();
        const shown = cohorts.filter((cohort) => `${cohort.name}\n${cohort.description}`.toLowerCase().includes(wanted));
        const broken = malformed.filter((cohort) => cohort.name.toLowerCase().includes(wanted));
        const number = shown.length + broken.length;
        list.replaceChildren(...broken.map(malformedRow), ...shown.map(row));
        fill(foot, number > 0 && h("span", { class: "muted", role: "status" }, plural(number, "cohort")));
        holder.replaceChildren(number > 0 ? list
            : cohorts.length + malformed.length > 0 ? emptyPanel({ title: "No cohort fits", text: "Search looks into names and descriptions." })
                : emptyPanel({ title: "There is no cohort yet", text: "A cohort is a set of people that the conditions of flags can name.", icon: "people-fill", actions: may("write") ? [h("a", { class: "button primary", href: "/feature-flags/cohorts/new" }, "Create a cohort")] : [] }));
    };
    const load = async () => {
        holder.replaceChildren(skeleton(6, "Loading cohorts"));
        const uses = listAllFlags({ archived: "true" }, ending.signal).then((found) => found.flags, () => null);
        try {
            [{ cohorts, malformed }, flags] = await Promise.all([listAllCohorts(ending.signal), uses]);
            draw();
        } catch (error) {
            if (!isAbort(error)) holder.replaceChildren(problemPanel(problemOf(error), () => void load()));
        }
    };
    void load();
    return {
        title: "Cohorts",
        element: h("div", { class: "page flags-page" },
            h("div", { class: "page-head" }, h("div", null, h("p", { class: "crumb" }, h("a", { href: "/feature-flags" }, "Flags")), h("h1", { tabindex: "-1" }, "Cohorts"), h("p", { class: "lead" }, "Sets of people that the conditions of flags can name.")),
                h("div", { class: "actions" }, may("write") && h("a", { class: "button primary", href: "/feature-flags/cohorts/new" }, icon("flags.svg#plus-lg"), h("span", null, "New cohort")))),
            h("div", { class: "toolbar" }, h("div", { class: "toolbar-start" }, h("form", { class: "filter", role: "search", onsubmit: (event) => event.preventDefault() }, input))),
            holder, foot),
        close: () => ending.abort(),
    };
}
