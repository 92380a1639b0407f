/** The bar at the top: where one is, the search box, who is signed in. */

import { deleteSession, problemOf } from "../api.js";
import { announce, h, icon, iconButton, warn } from "../dom.js";
import { printable } from "../format.js";
import { openHelp } from "../later.js";
import { forgetOpened, may, maySeeUsers, session, setSession } from "../session.js";
import { nextTheme, theme } from "../preferences.js";
import { searchBox } from "./search.js";

/** @typedef {{label: string, href: string, icon: string, views: string[], isFor: () => boolean}} NavigationItem */

/** @type {readonly NavigationItem[]} */
const NAVIGATION = [
    { label: "Users", href: "/", icon: "people-fill", views: ["search", "user", "request"], isFor: maySeeUsers },
    { label: "Flags", href: "/feature-flags", icon: "flag-fill", views: ["flags", "flag", "newFlag", "playground", "cohorts", "cohort"], isFor: () => may("read") },
    { label: "Audit", href: "/audit", icon: "journal-text", views: ["audit"], isFor: () => may("delete") },
];

/** @param {() => void} onSignedOut */
function signOutButton(onSignedOut) {
    return iconButton("Sign out", "box-arrow-right", async () => {
        try {
            await deleteSession();
        } catch (error) {
            warn(`You are still signed in: ${printable(problemOf(error).detail)}`);
            return;
        }
        setSession(null);
        forgetOpened();
        onSignedOut();
    }, { id: "sign-out" });
}

function themeButton() {
    const name = (choice) => `Colours: ${choice}`;
    const change = iconButton(name(theme()), "circle-half", () => {
        const choice = nextTheme();
        change.setAttribute("aria-label", name(choice));
        change.title = name(choice);
        announce(name(choice));
    });
    return change;
}

/**
 * @param {string} view the current one
 * @param {() => void} onSignedOut
 */
export function header(view, onSignedOut) {
    const who = session();
    const items = who ? NAVIGATION.filter((item) => item.isFor()) : [];
    const box = who && view !== "search" && may("lookup") ? searchBox({ isLarge: false }) : null;
    return {
        search: box,
        nodes: [
            h("a", { class: "brand", href: "/" }, h("img", { src: "/favicon.svg", alt: "", width: 24, height: 24 }), h("span", null, "PostHog Gateway")),
            items.length > 0 && h("nav", { class: "main-nav", "aria-label": "Main" }, h("ul", null, items.map((item) => h("li", null,
                h("a", { href: item.href, "aria-current": item.views.includes(view) ? (item.views[0] === view ? "page" : "true") : null }, icon(item.icon), h("span", null, item.label)))))),
            h("div", { class: "bar-search" }, box?.element),
            h("div", { class: "bar-tools" },
                themeButton(),
                iconButton("Keyboard and times", "question-circle", openHelp, { id: "help", "data-key": "?", "aria-keyshortcuts": "?" }),
                who && who.method !== "insecure" && signOutButton(onSignedOut)),
        ],
    };
}
