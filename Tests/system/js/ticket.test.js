import assert from "node:assert/strict";
import { test } from "node:test";
import { ticket } from "../../../static/js/ticket.js";

test("a request becomes plain text with UTC times, offsets and the traceback", () => {
    const text = ticket({
        request_id: "r1", total_events: 2, start_time: "2026-11-14T10:02:31.120Z", end_time: "2026-11-14T10:02:31.240Z", duration_ms: 120, user_ids: ["u1"],
        events: [
            { uuid: "1", timestamp: "2026-11-14T10:02:31.120Z", event: "button_click", distinct_id: "u1", properties: { button_name: "Pay\u202E" }, offset_ms: 0 },
            { uuid: "2", timestamp: "2026-11-14T10:02:31.240Z", event: "api_error", distinct_id: "u1", properties: { error_type: "E", error_message: "declined", status_code: 402, traceback: "line 1\nline 2\n" }, offset_ms: 120 },
        ],
    }, "https://gateway.example/request/r1");
    assert.equal(text, [
        "Request r1",
        "2026-11-14 10:02:31.120 UTC, 120 ms from first to last event",
        "User u1",
        "",
        "+0 ms      button_click  Pay\\u202e",
        "+120 ms    api_error  E: declined  [ERROR, status 402]",
        "           | line 1",
        "           | line 2",
        "",
        "https://gateway.example/request/r1",
        "",
    ].join("\n"));
});
