/** One request as plain text for a ticket. Pure. */

import { duration, printable, utc } from "./format.js";
import { describe } from "./journey.js";

/**
 * @param {RequestStory} story
 * @param {string} address the view's own URL
 */
export function ticket(story, address) {
    const lines = [
        `Request ${printable(story.request_id)}`,
        `${utc(story.start_time)}, ${duration(story.duration_ms)} from first to last event`,
        `User ${story.user_ids.map(printable).join(", ") || "unknown"}`,
        "",
    ];
    for (const event of story.events) {
        const told = describe(event);
        const facts = [
            told.kind === "error" ? "ERROR" : told.kind === "failed" ? "FAILED" : told.kind === "slow" ? "SLOW" : "",
            told.status === null ? "" : `status ${told.status}`,
            told.durationMs === null ? "" : `took ${duration(told.durationMs)}`,
        ].filter(Boolean);
        const name = printable(event.event);
        const title = told.title === name ? told.note : told.title;
        const offset = `+${duration(event.offset_ms ?? 0)}`.padEnd(10);
        lines.push(`${offset} ${name}${title ? `  ${title}` : ""}${facts.length ? `  [${facts.join(", ")}]` : ""}`);
        const trace = event.properties.traceback;
        if (typeof trace === "string" && trace.trim()) {
            lines.push(...printable(trace.trimEnd()).slice(0, 4000).split("\n").map((line) => `           | ${line}`));
        }
    }
    return [...lines, "", address, ""].join("\n");
}
