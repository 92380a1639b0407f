/** Puts the page together: the session, the view of the current address, the keys. */

import { onSignedOut, problemOf, readSession } from "./api.js";
import { fill, forgetWarning, h, icon } from "./dom.js";
import { LATER, NOT_LOADED, openHelp } from "./later.js";
import { place as placeOf } from "./links.js";
import { startKeys } from "./keys.js";
import { header } from "./parts/header.js";
import { problemPanel, skeleton } from "./parts/states.js";
import { applyTheme } from "./preferences.js";
import { forgetLeft, leave, putAside, scrollBack, takeOut } from "./returning.js";
import { navigate, start } from "./router.js";
import { forgetOpened, may, maySeeUsers, session, setSession } from "./session.js";
import { closedView, missingView, searchView } from "./views/search.js";
import { signInView } from "./views/sign-in.js";
import { userView } from "./views/user.js";

/** @type {Record<string, (place: Place) => View>} */
const VIEWS = { search: searchView, user: userView, missing: missingView };

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const bar = /** @type {HTMLElement} */ (document.getElementById("top-bar"));
const banner = /** @type {HTMLElement} */ (document.getElementById("banner"));

/** @type {View|null} */
let current = null;
/** @type {{focus: () => void}|null} */
let search = null;
/** The bar at the top as it is, and the view it is for. @type {{name: string, search: {focus: () => void}|null}} */
let headed = { name: "", search: null };
let isFirst = true;

/**
 * @param {View} view
 * @param {string} name
 * @param {{isWaiting?: boolean, entry?: number|null, back?: Waiting}} [how] whether the real view is still to come, the entry of
 *   the history that is come back to, and the view as it was left there
 */
function put(view, name, { isWaiting = false, entry = null, back } = {}) {
    if (current) putAside(current);
    forgetWarning();
    current = view;
    // Drawn anew only for another view: something may be typed in it while a view loads.
    if (headed.name !== name) {
        const drawn = header(name, () => signIn("left"));
        fill(bar, drawn.nodes);
        headed = { name, search: drawn.search };
    }
    search = view.search ?? headed.search;
    main.replaceChildren(view.element);
    main.dataset.view = name;
    document.title = back?.title ?? `${view.title} · PostHog Gateway`;
    if (isWaiting) return;
    if (!isFirst && !view.focus) scrollTo(0, 0);
    if (entry !== null) scrollBack(entry);
    if (back?.focused instanceof HTMLElement && main.contains(back.focused)) back.focused.focus({ preventScroll: true });
    else if (view.focus) view.focus();
    else if (!isFirst && !bar.querySelector("input:focus")) main.querySelector("h1")?.focus({ preventScroll: true });
    isFirst = false;
}

/** A dialog belongs to the view it was opened from. */
function closeDialogs() {
    for (const dialog of document.querySelectorAll("dialog[open]")) /** @type {HTMLDialogElement} */ (dialog).close();
}

/**
 * @param {Place} place
 * @param {number|null} entry of the history when the reader comes back to it
 */
function show(place, entry) {
    if (!session()) return;
    closeDialogs();
    const isOfUsers = place.view === "search" || place.view === "user";
    if (isOfUsers && !maySeeUsers()) {
        if (place.url.pathname === "/" && may("read")) navigate("/feature-flags", { replace: true });
        else put(closedView(), place.view);
        return;
    }
    const back = entry === null ? undefined : takeOut(entry);
    if (back) return put(back.view, place.view, { entry, back });
    if (current?.update?.(place)) {
        if (entry !== null) scrollBack(entry);
        return;
    }
    const view = VIEWS[place.view];
    if (view) put(view(place), place.view, { entry });
    else void showLater(place, entry);
}

/**
 * Loads the files of a view that the first visit does not need.
 * @param {Place} place
 * @param {number|null} entry
 */
async function showLater(place, entry) {
    const element = h("div", { class: "page" }, skeleton(10));
    const waiting = { title: "Loading", element, close: () => {} };
    put(waiting, place.view, { isWaiting: true });
    try {
        Object.assign(VIEWS, await LATER[place.view]());
        if (current === waiting) put(VIEWS[place.view](place), place.view, { entry });
    } catch {
        element.replaceChildren(h("h1", { class: "spoken", tabindex: "-1" }, "Not loaded"), problemPanel(NOT_LOADED, () => location.reload()));
    }
}

/** @param {"first"|"ended"|"left"} reason */
function signIn(reason) {
    setSession(null);
    closeDialogs();
    banner.hidden = true;
    current?.close();
    current = null;
    forgetLeft();
    put(signInView({ reason, onSignedIn: (value) => begin(value) }), "sign-in");
}

/** @param {Session} value */
function begin(value) {
    setSession(value);
    banner.hidden = !value.insecure;
    if (value.insecure) {
        banner.replaceChildren(icon("exclamation-triangle-fill"), h("p", null, h("strong", null, "Insecure mode."), " There is no sign-in: whoever reaches this address sees everything. Use it on your own machine only."));
    }
    show(placeOf(new URL(location.href)), null);
}

async function open() {
    try {
        const value = await readSession();
        if (value) begin(value);
        else signIn("first");
    } catch (error) {
        main.replaceChildren(h("div", { class: "center" }, h("h1", { class: "spoken" }, "PostHog Gateway"), problemPanel(problemOf(error), () => void open())));
    }
}

applyTheme();
onSignedOut(() => {
    if (!session()) return;
    forgetOpened();
    signIn("ended");
});
start({ show, leave });
startKeys({ search: () => (search ? search.focus() : session() && navigate("/")), help: openHelp });
void open();
