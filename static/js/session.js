/** Who is signed in. */

/** @type {Session|null} */
let current = null;

export function session() {
    return current;
}

/** @param {Session|null} value */
export function setSession(value) {
    current = value;
}

/** @param {string} capability */
export function may(capability) {
    return current?.capabilities.includes(capability) ?? false;
}

/** Whether there is anybody this sign-in may look at, be it only the one it belongs to. */
export function maySeeUsers() {
    return may("lookup") || Boolean(current?.user_id);
}

/**
 * Persons opened since the page was loaded, newest first. Kept in memory only: names of users do not belong on a disk.
 * @type {{userID: string, label: string}[]}
 */
const opened = [];

/**
 * @param {string} userID
 * @param {string} label
 */
export function remember(userID, label) {
    const known = opened.findIndex((one) => one.userID === userID);
    if (known >= 0) opened.splice(known, 1);
    opened.unshift({ userID, label });
    opened.splice(8);
}

export function recentlyOpened() {
    return [...opened];
}

export function forgetOpened() {
    opened.splice(0);
}
