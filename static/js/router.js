/** Views by URL. Links are plain `<a href>`; a plain click on one of ours changes the view without loading the page again. */

import { place } from "./links.js";

/** @type {Routes} */
let routes = { show: () => {}, leave: () => {} };

const numberOf = () => history.state?.entry ?? Math.random();
/** The entry of the history that is shown. */
let entry = NaN;

/** @param {Routes} listeners */
export function start(listeners) {
    routes = listeners;
    // Where an entry was left is for the page to know: what it shows comes later than the browser looks for it.
    history.scrollRestoration = "manual";
    history.replaceState({ entry: entry = numberOf() }, "");
    window.addEventListener("popstate", () => {
        routes.leave(entry);
        entry = numberOf();
        routes.show(place(new URL(location.href)), entry);
    });
    document.addEventListener("click", (event) => {
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
        if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin || link.download || link.target) return;
        if (link.pathname.startsWith("/api/") || link.pathname.endsWith(".json") || link.hash) return;
        event.preventDefault();
        navigate(link.href);
    });
}

/**
 * @param {string} address
 * @param {{replace?: boolean, quiet?: boolean}} options `quiet` changes only the address shown
 */
export function navigate(address, { replace = false, quiet = false } = {}) {
    const url = new URL(address, location.href);
    if (!replace && url.href !== location.href) {
        routes.leave(entry);
        history.pushState({ entry: entry = Math.random() }, "", url);
    } else history.replaceState({ entry }, "", url);
    if (!quiet) routes.show(place(url), null);
}

/**
 * The current URL with some query values changed; null removes one.
 * @param {Record<string, string|number|null>} changes
 */
export function addressWith(changes) {
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(changes)) {
        if (value === null) url.searchParams.delete(name);
        else url.searchParams.set(name, String(value));
    }
    return url.pathname + url.search;
}
