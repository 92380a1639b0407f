/** One request, from its first event to its last. */

import { get, isAbort, problemOf } from "../api.js";
import { copyButton, copyIconButton, exportButtons } from "../export.js";
import { waterfall } from "../charts/waterfall.js";
import { data, fill, h, icon, time } from "../dom.js";
import { count, duration, plural } from "../format.js";
import { describe, isError, isFailedRequest } from "../journey.js";
import { requestLink, userLink } from "../links.js";
import { emptyPanel, nextErrorButton, problemPanel, skeleton } from "../parts/states.js";
import { ticket } from "../ticket.js";

/** @param {RequestStory} story */
function verdict(story) {
    const request = story.events.find((event) => event.event === "api_request");
    const error = story.events.find(isError);
    const failed = story.events.find(isFailedRequest);
    const what = request ? describe(request) : null;
    const name = what ? what.title : plural(story.total_events, "event");
    if (error) return { kind: "error", icon: "exclamation-octagon-fill", text: `${name} ended in an error: ${describe(error).title}` };
    if (failed) return { kind: "failed", icon: "x-circle-fill", text: `${name} failed with status ${describe(failed).status}.` };
    return { kind: "ok", icon: "check-circle-fill", text: what?.status ? `${name} answered ${what.status}${what.durationMs === null ? "" : ` in ${duration(what.durationMs)}`}.` : `${name}, none of them an error.` };
}

/** @param {RequestStory} story */
function shown(story) {
    const result = verdict(story);
    const address = () => new URL(requestLink(story.request_id), location.href).href;
    const hasProblem = story.events.some((event) => isError(event) || isFailedRequest(event));
    return [
        h("p", { class: `summary verdict kind-text ${result.kind}` }, icon(result.icon), data(result.text, 400)),
        h("dl", { class: "numbers small" },
            h("div", null, h("dt", null, "Started"), h("dd", null, time(story.start_time))),
            h("div", null, h("dt", null, "First to last event"), h("dd", null, duration(story.duration_ms))),
            h("div", null, h("dt", null, "Events"), h("dd", null, count(story.total_events))),
            h("div", null, h("dt", null, story.user_ids.length === 1 ? "User" : "Users"), h("dd", null, h("ul", { class: "plain" }, story.user_ids.map((id) => h("li", null, h("a", { href: userLink(id) }, data(id, 60)))))))),
        h("div", { class: "toolbar" },
            h("div", { class: "toolbar-start" }, copyButton("Copy for a ticket", () => ticket(story, address())), copyButton("Copy link", address, "link")),
            h("div", { class: "toolbar-end" }, hasProblem && nextErrorButton(), exportButtons(() => ({
                name: `request ${story.request_id}`,
                columns: ["timestamp", "offset_ms", "event", "distinct_id", "uuid", "properties"],
                rows: story.events.map((event) => ({ ...event })),
            })))),
        story.total_events > story.events.length && h("p", { class: "note" }, `The first ${count(story.events.length)} of ${count(story.total_events)} events.`),
        waterfall(story.events),
    ];
}

/** @param {Place} place */
export function requestView(place) {
    const id = /** @type {string} */ (place.id);
    const ending = new AbortController();
    const holder = h("div", { class: "request-body" });
    const load = async () => {
        holder.replaceChildren(skeleton(9, "Loading the request"));
        try {
            /** @type {RequestStory} */
            const story = await get(`/api/analytics/request/${encodeURIComponent(id)}`, {}, ending.signal);
            fill(holder, shown(story));
        } catch (error) {
            if (isAbort(error)) return;
            const problem = problemOf(error);
            holder.replaceChildren(problem.status === 404
                ? emptyPanel({ title: "No event carries this request id", text: "It may be mistyped, older than what is kept, or belong to somebody this sign-in may not see.", actions: [h("a", { class: "button primary", href: "/" }, "Find a user")] })
                : problemPanel(problem, () => void load()));
        }
    };
    void load();
    return {
        title: `Request ${id.slice(0, 8)}`,
        element: h("div", { class: "page" }, h("div", { class: "page-head" }, h("div", null, h("h1", { tabindex: "-1" }, "Request"), h("p", { class: "lead id-line" }, data(id, 200, "mono"), copyIconButton("Copy request id", () => id)))), holder),
        mayReturn: () => true,
        close: () => ending.abort(),
    };
}
