/** Who a user is: the card beside what happened. */

import { append, button, data, h, icon, time } from "../dom.js";
import { copyIconButton } from "../export.js";
import { initials, plural } from "../format.js";
import { propertyTable } from "./event-row.js";
import { skeleton } from "./states.js";

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

/** @param {Person & {properties?: Record<string, unknown>}} person */
function facts(person) {
    const properties = person.properties && Object.keys(person.properties).length > 0 ? person.properties : null;
    return [
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
        properties && h("details", { class: "person-properties" }, h("summary", null, "Properties", icon("chevron-right", "chevron")), propertyTable(properties)),
    ];
}

/** @param {HTMLElement} heading the view's h1; it stays in the page, or the focus on it would be lost */
export function identityCard(heading) {
    const avatar = h("span", { class: "avatar", "aria-hidden": "true" });
    const head = h("div", { class: "identity-head" }, avatar, h("div", { class: "identity-name" }, heading));
    const element = h("section", { class: "identity card", "aria-label": "Identity" }, head);
    /**
     * @param {string|null} mark
     * @param {Child[]} [below]
     */
    const draw = (mark, below = []) => {
        element.classList.toggle("bare", mark === null);
        avatar.hidden = mark === null;
        avatar.textContent = mark;
        while (head.nextSibling) head.nextSibling.remove();
        append(element, below);
    };
    return {
        element,
        wait: () => draw("", [skeleton(4)]),
        /** @param {Person} person */
        show: (person) => {
            heading.replaceChildren(data(personLabel(person), 80));
            draw(initials(personLabel(person)), facts(person));
        },
        /** With the name alone, of somebody who cannot be shown. */
        bare: () => draw(null),
    };
}
