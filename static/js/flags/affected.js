/** Who gets something else: a definition replayed over the users seen lately. */

import { isAbort, problemOf } from "../api.js";
import { data, fill, h, icon, spoken } from "../dom.js";
import { count, plural, printable } from "../format.js";
import { userLink } from "../links.js";
import { skeleton } from "../parts/states.js";
import { may } from "../session.js";
import { choice, uniqueID } from "./fields.js";
import { askAffected } from "./flag-changes.js";
import { outcomeWords } from "./outcome-words.js";

const WINDOWS = [1, 7, 30, 90];
const WITHOUT_LOOKUP = "Who is affected is shown only to sign-ins with the lookup capability, because it tells about people. What differs is shown all the same, and the change can be saved.";

/** @param {Affected} answer */
function verdict(answer) {
    const seen = `${plural(answer.evaluated, "user")} seen in the last ${answer.days === 1 ? "day" : `${answer.days} days`}`;
    if (answer.unknown > 0 && answer.evaluated === 0) return [h("strong", null, "Who is affected is not known"), ` of the users seen in the last ${answer.days === 1 ? "day" : `${answer.days} days`}.`];
    if (answer.evaluated === 0) return [h("strong", null, "Nobody was seen"), ` in the last ${answer.days === 1 ? "day" : `${answer.days} days`}, so nothing can be said.`];
    if (answer.changed === 0) return [h("strong", null, "Nobody"), ` of ${seen} gets anything else.`];
    const errors = answer.changed_with_errors > 0 ? ` ${count(answer.changed_with_errors)} of them met errors.` : "";
    return [h("strong", null, count(answer.changed)), ` of ${seen} ${answer.changed === 1 ? "gets" : "get"} something else.`, errors];
}

/**
 * @param {{outcome: string, count: number}[]} before
 * @param {{outcome: string, count: number}[]} after
 */
function outcomeTable(before, after) {
    const names = [...new Set([...before, ...after].map((one) => one.outcome))];
    const of = (list, name) => list.find((one) => one.outcome === name)?.count ?? 0;
    const most = Math.max(1, ...[...before, ...after].map((one) => one.count));
    const bar = (number, look) => {
        const made = h("span", { class: `outcome-bar ${look}`, "aria-hidden": "true" });
        made.style.setProperty("--part", String(number / most));
        return made;
    };
    return h("table", { class: "outcomes" },
        h("thead", null, h("tr", null, ["Gets", "Now", "After"].map((name, index) => h("th", { scope: "col", class: index > 0 ? "number" : null }, name)))),
        h("tbody", null, names.map((name) => h("tr", null, h("th", { scope: "row" }, data(outcomeWords(name), 60)),
            h("td", null, bar(of(before, name), "old"), h("span", { class: "number" }, count(of(before, name)))),
            h("td", null, bar(of(after, name), "new"), h("span", { class: "number" }, count(of(after, name))))))));
}

/**
 * What the counts lack, if anything.
 *
 * @param {Affected} answer
 */
function shortfall(answer) {
    if (answer.complete) return null;
    const replayed = `${count(answer.evaluated)} of ${count(answer.users)} users were replayed.`;
    if (answer.unknown === 0) return h("p", { class: "note" }, `There was no time for all: ${replayed}`);
    return h("p", { class: "note warn" }, icon("exclamation-triangle-fill"), h("span", null,
        `${plural(answer.unknown, "user")} could not be counted, because PostHog did not say in time which static cohorts they are in: ${replayed}`));
}

/** @param {Affected} answer */
function transitionList(answer) {
    if (answer.transitions.length === 0) return null;
    return h("ul", { class: "transitions" }, answer.transitions.map(({ from, to, count: number, examples }) => h("li", null,
        h("span", { class: "transition" }, h("span", { class: "strong" }, `${count(number)} ×`), data(outcomeWords(from), 40), icon("flags.svg#arrow-right"), spoken("to"), data(outcomeWords(to), 40)),
        examples.length > 0 && h("span", { class: "examples" }, examples.map((example) => h("a", { href: userLink(example.user_id), target: "_blank", rel: "noopener" }, data(example.user_id, 30), example.had_errors && h("span", { class: "kind error", title: "met errors" }, icon("exclamation-octagon-fill"), spoken(" met errors"))))))));
}

/**
 * @param {Record<string, unknown>} question without `days`
 * @param {(problem: Problem) => void} refused called when the gateway would not save this
 * @returns {{element: HTMLElement, close: () => void}}
 */
export function affectedPanel(question, refused) {
    if (!may("lookup")) return { element: h("section", { class: "affected" }, h("h3", null, "Who is affected"), h("p", { class: "note" }, WITHOUT_LOOKUP)), close: () => {} };
    let ending = new AbortController();
    let days = 7;
    const body = h("div", { class: "affected-body", "aria-live": "polite" });
    const id = uniqueID("window");
    const element = h("section", { class: "affected" },
        h("div", { class: "affected-head" }, h("h3", null, "Who is affected"), h("span", { class: "affected-window" }, h("label", { for: id, class: "hint" }, "users of the last"), choice(WINDOWS.map((one) => ({ value: String(one), label: one === 1 ? "day" : `${one} days` })), String(days), (value) => {
            days = Number(value);
            void ask();
        }, { id, class: "small" }))),
        body);
    const ask = async () => {
        ending.abort();
        ending = new AbortController();
        const { signal } = ending;
        body.replaceChildren(skeleton(3, "Replaying the flag"));
        try {
            const answer = await askAffected({ ...question, days }, signal);
            fill(body, h("p", { class: "affected-verdict" }, verdict(answer)),
                shortfall(answer),
                answer.evaluated > 0 && outcomeTable(answer.before, answer.after), transitionList(answer));
        } catch (error) {
            if (isAbort(error)) return;
            const problem = problemOf(error);
            const isAbsent = problem.status === 404 || problem.status === 405 || problem.status === 501;
            fill(body, problem.status === 403 ? h("p", { class: "note" }, WITHOUT_LOOKUP) : h("p", { class: "note warn" }, icon("exclamation-triangle-fill"), h("span", null, isAbsent ? "This gateway cannot tell who is affected. The change can be saved all the same." : problem.status === 400 ? "The gateway would refuse this change." : `Who is affected is not known: ${printable(problem.detail)}`)));
            if (problem.status === 400) refused(problem);
        }
    };
    void ask();
    return { element, close: () => ending.abort() };
}
