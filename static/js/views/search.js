/** Finding a user, and an address that leads nowhere. */

import { data, h, icon } from "../dom.js";
import { userLink } from "../links.js";
import { searchBox } from "../parts/search.js";
import { navigate } from "../router.js";
import { may, maySeeUsers, recentlyOpened } from "../session.js";

/**
 * A view of one sentence and the way on.
 * @param {string} title
 * @param {string} picture
 * @param {string} heading
 * @param {string} text
 * @param {false|[string, string]} way its address and its name
 * @returns {View}
 */
function dead(title, picture, heading, text, way) {
    return {
        title,
        element: h("div", { class: "center" }, h("div", { class: "empty" }, icon(picture, "large"), h("h1", { tabindex: "-1" }, heading), h("p", null, text),
            way && h("div", { class: "actions" }, h("a", { class: "button primary", href: way[0] }, way[1])))),
        close: () => {},
    };
}

const LACKS = "Looking up other users needs the lookup capability, which this sign-in does not have.";

/** @param {Place} place */
export function searchView(place) {
    if (!may("lookup")) return dead("My activity", "person-fill", "This sign-in shows one person", LACKS, ["/user", "Show my own activity"]);
    const opened = recentlyOpened();
    const below = h("div", { class: "search-below", hidden: place.params.has("query") },
        opened.length > 0
            ? [h("h2", { class: "side-title" }, "Opened a moment ago"), h("ul", { class: "recent" }, opened.map((one) => h("li", null, h("a", { href: userLink(one.userID) }, data(one.label, 60)))))]
            : h("ul", { class: "hints" },
                h("li", null, icon("person-fill"), h("p", null, h("strong", null, "One user"), "Part of an email, an id or a name. Three characters are enough.")),
                h("li", null, icon("bar-chart-steps"), h("p", null, h("strong", null, "One request"), "Paste its id to see every event of it along time.")),
                h("li", null, icon("link"), h("p", null, h("strong", null, "Every view is a link"), "Send it to a colleague; they see the same after signing in."))));
    const box = searchBox({
        isLarge: true,
        value: place.params.get("query") ?? "",
        onQuery: (query) => {
            // An email is not for the address bar and the history, which keep what they are given.
            navigate(query === "" || query.includes("@") ? "/" : `/users?query=${encodeURIComponent(query)}`, { replace: true, quiet: true });
            below.hidden = query !== "";
        },
    });
    return {
        title: "Users",
        element: h("div", { class: "search-view" }, h("h1", null, "Who are you looking for?"), box.element, below),
        focus: box.focus,
        search: box,
        /** @param {Place} next */
        update: (next) => {
            if (next.view !== "search") return false;
            box.setQuery(next.params.get("query") ?? "");
            box.focus();
            return true;
        },
        mayReturn: () => box.query() !== "",
        close: box.close,
    };
}

/** Instead of any user, for a sign-in that belongs to none itself. */
export function closedView() {
    return dead("Users", "person-fill", "This sign-in shows no users", LACKS.replace("other ", ""), may("read") && ["/feature-flags", "Show flags"]);
}

export function missingView() {
    return dead("Not found", "search", "There is nothing at this address", "The link may be cut short or mistyped.", ["/", maySeeUsers() ? "Find a user" : "Go to the start"]);
}
