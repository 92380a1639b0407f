/** Coming back to an entry of the history: to the view as it was left where it can wait, else to the place in it. */

/** Views that wait at most; the one left first is closed for another. */
const MOST = 5;
const WAIT_MS = 10_000;

/** How far down each entry was left. @type {Map<number, number>} */
const places = new Map();
/** @type {Map<number, Waiting>} */
const waiting = new Map();
/** What was left last. @type {{entry: number, focused: Element|null}} */
let left = { entry: NaN, focused: null };
let scrolling = new AbortController();

/** @param {number} entry */
export function leave(entry) {
    scrolling.abort();
    places.set(entry, scrollY);
    left = { entry, focused: document.activeElement };
}

/** @param {View} view that another takes the place of */
export function putAside(view) {
    if (!view.mayReturn?.()) return view.close();
    waiting.set(left.entry, { view, title: document.title, focused: left.focused });
    if (waiting.size > MOST) takeOut([...waiting.keys()][0])?.view.close();
}

/** @param {number} entry */
export function takeOut(entry) {
    const found = waiting.get(entry);
    waiting.delete(entry);
    return found;
}

/** Nothing of what was looked at stays when the session is over. */
export function forgetLeft() {
    for (const entry of [...waiting.keys()]) takeOut(entry)?.view.close();
    places.clear();
}

/**
 * Scrolls to where an entry was left as soon as the view is long enough, unless the reader goes somewhere first.
 * @param {number} entry
 */
export function scrollBack(entry) {
    const place = places.get(entry);
    if (place === undefined) return;
    const ending = scrolling = new AbortController();
    const watching = new ResizeObserver(() => scrollTo(0, place));
    scrollTo(0, place);
    watching.observe(document.body);
    ending.signal.onabort = () => watching.disconnect();
    for (const name of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(name, () => ending.abort(), { signal: ending.signal, passive: true });
    setTimeout(() => ending.abort(), WAIT_MS);
}
