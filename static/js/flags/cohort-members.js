/** The list of a static cohort: how many are in it, adding and taking away by id. */

import { problemOf } from "../api.js";
import { announce, button, fill, h } from "../dom.js";
import { count, plural } from "../format.js";
import { problemPanel } from "../parts/states.js";
import { changeMembers } from "./cohort-api.js";
import { memberIDs } from "./cohort-words.js";
import { field, setMistake, textArea, textInput } from "./fields.js";

/**
 * @param {Cohort} cohort
 * @param {(stored: StoredCohort) => void} onChanged
 */
export function membersSection(cohort, onChanged) {
    let text = "";
    let reason = "";
    const told = h("p", { class: "members-told", role: "status" });
    const failure = h("div", { class: "form-refusals" });
    const say = (/** @type {number|null|undefined} */ number) => fill(told, number === null || number === undefined ? "How many people are in it is not known here." : [h("strong", null, count(number)), ` ${number === 1 ? "person is" : "people are"} in the list.`].flat());
    const area = textArea("", (next) => {
        text = next;
        const { ids, mistake } = memberIDs(text);
        setMistake(idsField, mistake);
        for (const one of [add, remove]) one.disabled = ids.length === 0 || mistake !== "";
    }, { class: "mono", rows: 5, autocapitalize: "off" });
    const idsField = field({ label: "Ids of users", path: "add", hint: "One on a line, at most 10000 at once. Each stands for the whole person.", control: area });
    /** @param {"add"|"remove"} what */
    const change = async (what) => {
        const { ids } = memberIDs(text);
        add.disabled = remove.disabled = true;
        failure.replaceChildren();
        try {
            const stored = await changeMembers(cohort.id, { [what]: ids }, reason);
            text = area.value = "";
            say(stored.cohort.count);
            announce(what === "add" ? `${plural(ids.length, "id")} added` : `${plural(ids.length, "id")} taken away`);
            onChanged(stored);
            area.focus();
        } catch (error) {
            failure.replaceChildren(problemPanel(problemOf(error), null));
            add.disabled = remove.disabled = false;
        }
    };
    const add = button("Add to the list", "flags.svg#plus-lg", () => void change("add"), { disabled: true });
    const remove = button("Take from the list", "flags.svg#x-lg", () => void change("remove"), { disabled: true });
    say(cohort.count);
    return h("section", { class: "card form-section" }, h("div", { class: "section-head" }, h("h2", null, "People"), h("p", { class: "hint" }, "Changes of the list count at once.")),
        told, idsField, field({ label: "Reason, for the audit (optional)", control: textInput("", (next) => { reason = next.trim(); }, { maxlength: 1000, spellcheck: "true" }) }), failure, h("div", { class: "actions" }, add, remove));
}
