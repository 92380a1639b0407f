/** The form of a flag that does not exist yet. */

import { fill, h } from "../dom.js";
import { flagLink } from "../links.js";
import { emptyPanel, note, skeleton } from "../parts/states.js";
import { navigate } from "../router.js";
import { may, session } from "../session.js";
import { readNames } from "./flag-api.js";
import { definitionOf, newForm } from "./form.js";
import { drafts, KEPT, settingsPart, UNMADE } from "./settings.js";

/** @param {Place} place */
export function newFlagView(place) {
    const ending = new AbortController();
    const holder = h("div", { class: "flag-part" }, skeleton(8, "Loading"));
    const remark = h("div", { class: "remarks" });
    const key = place.params.get("key") ?? "";
    let closePart = () => {};
    /** @param {FlagNames} names */
    const draw = (names) => {
        closePart();
        const untouched = newForm(key);
        const draft = drafts.get(UNMADE);
        const isKept = draft !== undefined && draft.by === session()?.subject && (key === "" || draft.form.key === key);
        fill(remark, isKept && note(KEPT));
        closePart = settingsPart({
            base: null, start: definitionOf(untouched), form: isKept ? draft.form : untouched, names, holder,
            reset: () => {
                drafts.delete(UNMADE);
                draw(names);
            },
            onSaved: (saved) => navigate(flagLink(saved.flag.key), { replace: true }),
        });
        document.getElementById("flag-key")?.focus({ preventScroll: true });
    };
    if (may("write")) readNames(ending.signal).then((names) => { if (!ending.signal.aborted) draw(names); });
    return {
        title: "New flag",
        element: h("div", { class: "page" }, h("div", { class: "page-head" }, h("div", null, h("p", { class: "crumb" }, h("a", { href: "/feature-flags" }, "Flags")), h("h1", { tabindex: "-1" }, "New flag"), h("p", { class: "lead" }, "It is on for nobody until a rollout says otherwise."))), remark,
            may("write") ? holder : emptyPanel({ title: "This sign-in may not create flags", text: "It needs the write capability.", icon: "flag-fill" })),
        close: () => {
            ending.abort();
            closePart();
        },
    };
}
