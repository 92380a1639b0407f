/** What the first visit does not load: help, a user's errors and slow requests, one request, the audit and the views of flags. Each is fetched when it is first wanted, all its files at once. */

import { warn } from "./dom.js";

/** Modules by the view that needs them first, for the browser to fetch together; the test of the page's files keeps this true. */
const LIST = "list exact fields flag-api flag-changes json-text list-words manifest-key operators variants words";
const FORM = "conditions diff editor exact fields flag-api form form-mistakes form-types form-values json-text operators property-row settings summary variants variants-editor words";
const FLAG = `flag manifest-key ${FORM}`;
const NEW = `new-flag ${FORM}`;
const PLAYGROUND = "playground exact fields flag-api flag-changes json-text operators outcome-words variants";
const COHORTS = "cohorts cohort-api cohort-words exact flag-api operators variants words";
const COHORT = "cohort cohort-api cohort-conditions cohort-members cohort-words exact fields flag-api json-text operators property-row variants words";
const USER = "user-flags outcome-words";

/** @type {Map<string, Promise<unknown>>} */
const asked = new Map();

/** What is told when a file does not arrive. A browser keeps a module that failed until the page is loaded anew. */
export const NOT_LOADED = { title: "This part did not load", status: 0, detail: "One of its files did not arrive. Check the connection and try again.", requestId: null, retryAfter: null, errors: [] };

/**
 * @param {string} modules
 * @param {string[]} styles
 * @returns {Promise<unknown>} until the styles are there
 */
function prepare(modules, ...styles) {
    const ask = (/** @type {string} */ href, /** @type {string} */ rel) => {
        const known = asked.get(href) ?? new Promise((onload, onerror) => document.head.append(Object.assign(document.createElement("link"), { rel, href, onload, onerror })));
        asked.set(href, known);
        return known;
    };
    for (const name of modules.split(" ").filter(Boolean)) ask(`/js/flags/${name}.js`, "modulepreload").catch(() => {});
    return Promise.all(styles.map((name) => ask(`/${name}.css`, "stylesheet")));
}

/** Styles of what a flag's page opens. */
export function partStyle() {
    return prepare("", "flag-parts");
}

export async function openHelp() {
    try {
        (await import("./parts/help.js")).openHelp();
    } catch {
        warn(`${NOT_LOADED.title}. ${NOT_LOADED.detail}`);
    }
}

export async function userErrors() {
    return (await import("./views/errors.js")).errorsTab;
}

export async function userSlow() {
    return (await import("./views/slow.js")).slowTab;
}

export async function userFlags() {
    const [{ userFlagsTab }] = await Promise.all([import("./flags/user-flags.js"), prepare(USER)]);
    return userFlagsTab;
}

/** @type {Record<string, () => Promise<Record<string, (place: Place) => View>>>} views by name */
export const LATER = {
    request: async () => {
        const [{ requestView }] = await Promise.all([import("./views/request.js"), import("./charts/waterfall.js"), prepare("", "request")]);
        return { request: requestView };
    },
    audit: async () => ({ audit: (await import("./views/audit.js")).auditView }),
    flags: async () => {
        const [{ flagsView }] = await Promise.all([import("./flags/list.js"), prepare(LIST, "flag-list")]);
        return { flags: flagsView };
    },
    cohorts: async () => {
        const [{ cohortsView }] = await Promise.all([import("./flags/cohorts.js"), prepare(COHORTS, "flag-list", "cohort")]);
        return { cohorts: cohortsView };
    },
    cohort: async () => {
        const [{ cohortView }] = await Promise.all([import("./flags/cohort.js"), prepare(COHORT, "flag", "cohort")]);
        return { cohort: cohortView };
    },
    flag: async () => {
        const [{ flagView }] = await Promise.all([import("./flags/flag.js"), prepare(FLAG, "flag")]);
        return { flag: flagView };
    },
    newFlag: async () => {
        const [{ newFlagView }] = await Promise.all([import("./flags/new-flag.js"), prepare(NEW, "flag")]);
        return { newFlag: newFlagView };
    },
    playground: async () => {
        const [{ playgroundView }] = await Promise.all([import("./flags/playground.js"), prepare(PLAYGROUND, "flag", "flag-parts")]);
        return { playground: playgroundView };
    },
};
