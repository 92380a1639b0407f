import assert from "node:assert/strict";
import { test } from "node:test";
import { daysOf, describe, describeGroup, isError, isFailedRequest, isProblem, mergeGroups, sessionsOf, within } from "../../../static/js/journey.js";

let made = 0;
const event = (name, timestamp, properties = {}) => ({ uuid: `u${String(++made).padStart(4, "0")}`, timestamp, event: name, distinct_id: "u", properties });
const group = (id, ...events) => ({
    request_id: id,
    event_count: events.length,
    start_time: events[0].timestamp,
    end_time: events.at(-1).timestamp,
    duration_ms: Date.parse(events.at(-1).timestamp) - Date.parse(events[0].timestamp),
    events,
});
const at = (minute, second = 0) => `2026-11-20T10:${String(minute).padStart(2, "0")}:${String(second).padStart(2, "0")}Z`;

test("error events are told by name or by an error type", () => {
    const table = [
        ["api_error", {}, true], ["$exception", {}, true], ["chat_error", {}, true], ["button_click", { error_type: "x" }, true],
        ["api_request", { status_code: 500 }, false], ["error_shown", {}, false], ["button_click", { error_type: null }, false],
    ];
    for (const [name, properties, expected] of table) assert.equal(isError(event(name, at(0), properties)), expected, name);
});

test("a failed request is an api_request with a status from 400", () => {
    for (const [status, expected] of [[399, false], [400, true], ["404", true], [undefined, false], ["x", false]]) {
        assert.equal(isFailedRequest(event("api_request", at(0), { status_code: status })), expected, String(status));
    }
    assert.equal(isFailedRequest(event("other", at(0), { status_code: 500 })), false);
});

test("an event is described by what a reader looks for", () => {
    const cases = [
        [event("api_request", at(0), { method: "GET", endpoint: "/a", status_code: 200, response_time_ms: 45 }), { kind: "ok", title: "GET /a", note: "", status: 200, durationMs: 45 }],
        [event("api_error", at(0), { exception_type: "OperationalError", error_message: "no", endpoint: "/a" }), { kind: "error", title: "OperationalError: no", note: "/a", status: null, durationMs: null }],
        [event("$exception", at(0), { $exception_list: [{ type: "TypeError", value: "x is null" }] }), { kind: "error", title: "TypeError: x is null", note: "", status: null, durationMs: null }],
        [event("slow_request", at(0), { endpoint: "/a", duration_ms: 1200 }), { kind: "slow", title: "/a", note: "slow request", status: null, durationMs: 1200 }],
        [event("$pageview", at(0), { $current_url: "https://a.example/b?c=1" }), { kind: "event", title: "$pageview", note: "/b?c=1", status: null, durationMs: null }],
        [event("$pageview", at(0), { $current_url: "javascript:alert(1)" }), { kind: "event", title: "$pageview", note: "javascript:alert(1)", status: null, durationMs: null }],
        [event("button_click", at(0), { button_name: "\u202ESave" }), { kind: "event", title: "button_click", note: "\\u202eSave", status: null, durationMs: null }],
        [event("$feature_flag_called", at(0), { $feature_flag: "new-checkout", $feature_flag_response: true, $current_url: "https://shop.example.com/cart" }), { kind: "event", title: "$feature_flag_called", note: "new-checkout", status: null, durationMs: null }],
    ];
    for (const [given, expected] of cases) assert.deepEqual(describe(given), expected);
});

test("strange property values never break a description", () => {
    for (const value of [null, 1, true, [], {}, [null], "", "x".repeat(10_000)]) {
        const told = describe(event("api_error", at(0), { error_type: value, error_message: value, endpoint: value, status_code: value, duration_ms: value, $exception_list: value }));
        assert.equal(told.kind, "error");
        assert.ok(told.title.length > 0 && told.title.length <= 240);
    }
});

test("a group is told by its request and its gravest event", () => {
    const click = event("button_click", at(0), { button_name: "Send" });
    const good = event("api_request", at(0, 1), { method: "POST", endpoint: "/send", status_code: 200, response_time_ms: 9 });
    const bad = event("api_request", at(0, 1), { method: "POST", endpoint: "/send", status_code: 500, response_time_ms: 9 });
    const error = event("api_error", at(0, 2), { error_type: "E", error_message: "m" });
    assert.deepEqual(describeGroup(group("r", click, good)), { kind: "ok", title: "POST /send", note: "button_click: Send", status: 200, durationMs: 9 });
    assert.deepEqual(describeGroup(group("r", click, bad, error)), { kind: "error", title: "POST /send", note: "E: m", status: 500, durationMs: 9 });
});

test("a request cut by a page border becomes whole, and an event is kept once", () => {
    const first = event("button_click", at(1), { request_id: "r" });
    const second = event("api_request", at(1, 2), { request_id: "r" });
    const lone = event("$pageview", at(5));
    const merged = mergeGroups([group(null, lone), group("r", second)], [group("r", first, second), group(null, lone)]);
    assert.deepEqual(merged.map((one) => [one.request_id, one.event_count]), [[null, 1], ["r", 2]]);
    assert.deepEqual(merged[1].events.map((one) => one.offset_ms), [0, 2000]);
    assert.equal(merged[1].start_time, at(1));
    assert.equal(merged[1].duration_ms, 2000);
});

test("events without a request id never fall into one group", () => {
    const merged = mergeGroups([group(null, event("a", at(1))), group(null, event("b", at(2)))]);
    assert.equal(merged.length, 2);
});

test("a pause longer than the gap starts a session", () => {
    const groups = [group("c", event("api_request", at(59))), group("b", event("api_request", at(29), { status_code: 500 })), group("a", event("api_error", at(0), { request_id: "a" }))];
    assert.deepEqual(sessionsOf(groups, 30).map((one) => one.groups.length), [3]);
    const cut = sessionsOf(groups, 29);
    assert.deepEqual(cut.map((one) => one.groups.map((inner) => inner.request_id)), [["c"], ["b", "a"]]);
    assert.deepEqual([cut[1].requests, cut[1].failed, cut[1].errors], [1, 1, 1]);
    assert.equal(cut[1].start, at(0));
    assert.equal(cut[1].end, at(29));
    assert.deepEqual(sessionsOf([], 30), []);
});

test("what went wrong is shown in the session it was part of", () => {
    const groups = [
        group("d", event("api_request", at(59), { status_code: 200 })), group("c", event("slow_request", at(50))),
        group("b", event("api_request", at(10), { status_code: 404 })), group("a", event("api_error", at(5))), group("z", event("$pageview", at(0))),
    ];
    assert.deepEqual(groups.map(isProblem), [false, true, true, true, false]);
    const sessions = sessionsOf(groups, 30);
    assert.deepEqual(within(sessions, isProblem).map((one) => [one.start, one.requests, one.groups.map((inner) => inner.request_id)]), [[at(50), 1, ["c"]], [at(0), 1, ["b", "a"]]]);
    assert.deepEqual(within(sessions, (one) => one.request_id === "c").length, 1);
    assert.deepEqual(sessions.map((one) => one.groups.length), [2, 3]);
});

test("a session that passes midnight is told by the reader's days", () => {
    const [session] = sessionsOf([group("c", event("a", "2026-11-20T18:20:00Z")), group("b", event("a", "2026-11-20T18:16:00Z")), group("a", event("a", "2026-11-20T18:14:00Z"))], 30);
    const told = (zone) => daysOf(session, zone).map(({ day, groups }) => [day, groups.map((one) => one.request_id)]);
    assert.deepEqual(told("UTC"), [["", ["c", "b", "a"]]]);
    assert.deepEqual(told("Asia/Kathmandu"), [["Sat, 21 Nov 2026", ["c", "b"]], ["Fri, 20 Nov 2026", ["a"]]]);
});
