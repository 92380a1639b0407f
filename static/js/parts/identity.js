/** Who this is: the card at the left of a user's page. */

import { copyIconButton } from "../clipboard.js";
import { button, data, h, icon, time } from "../dom.js";
import { initials, plural } from "../format.js";
import { propertyTable } from "./event-row.js";

const FEW = 4;

/** @param {Person} person */
export function personLabel(person) {
    return person.name ?? person.email ?? person.user_id;
}

/**
 * @param {string} text
 * @param {string} what
 * @param {string} [look] class
 */
function copied(text, what, look = "mono") {
    return h("span", { class: "copied" }, data(text, 120, look), copyIconButton(`Copy ${what}`, () => text));
}

/** @param {string[]} ids */
function distinctIDs(ids) {
    const line = (id) => h("li", null, copied(id, "distinct id"));
    const list = h("ul", { class: "ids" }, ids.slice(0, FEW).map(line));
    if (ids.length <= FEW) return list;
    const more = button(`Show all ${ids.length}`, "", () => {
        list.append(...ids.slice(FEW).map(line));
        more.remove();
    }, { class: "button quiet small" });
    return h("div", null, list, more);
}

/**
 * @param {Person & {properties?: Record<string, unknown>}} person
 * @param {HTMLElement} heading the view's h1
 */
export function identityCard(person, heading) {
    heading.replaceChildren(data(personLabel(person), 80));
    const properties = person.properties && Object.keys(person.properties).length > 0 ? person.properties : null;
    return [
        h("div", { class: "identity-head" }, h("span", { class: "avatar", "aria-hidden": "true" }, initials(personLabel(person))),
            h("div", { class: "identity-name" }, heading)),
        h("dl", { class: "facts" },
            person.email && h("div", { class: "wide" }, h("dt", null, "Email"), h("dd", null, copied(person.email, "email", ""))),
            h("div", null, h("dt", null, "Last seen"), h("dd", null, time(person.last_seen, "ago"), person.last_seen && h("span", { class: "fact-more" }, time(person.last_seen)))),
            h("div", null, h("dt", null, "First seen"), h("dd", null, time(person.first_seen, "ago"), person.first_seen && h("span", { class: "fact-more" }, time(person.first_seen))))),
        // Seldom needed, so closed where it would push the answer off a small screen.
        h("details", { class: "more-facts", open: matchMedia("(width >= 64rem)").matches },
            h("summary", null, plural(person.distinct_ids.length, "distinct id"), icon("chevron-right", "chevron")),
            h("dl", { class: "facts" },
                h("div", null, h("dt", null, "Known as"), h("dd", null, distinctIDs(person.distinct_ids))),
                h("div", null, h("dt", null, "Person"), h("dd", null, copied(person.person_id, "person id"))))),
        properties && h("details", { class: "person-properties" }, h("summary", null, "Properties"), propertyTable(properties)),
    ];
}
