import assert from "node:assert/strict";
import { test } from "node:test";
import { fileID, flagLink, looksLikeRequestID, place, requestLink, shareableID, userLink } from "../../../static/js/links.js";

const there = (address) => place(new URL(address, "http://gateway.example"));

test("every id survives the way into a link and back", () => {
    const ids = ["user_12345", "a b", "ä€👾", "mira@example.org", "a/b?c#d", "../../etc/passwd", ".", "..", "a\\b", "\u0000x", "%2F", "<img src=x onerror=alert(1)>", "x".repeat(10_000), "a+b&c=d"];
    for (const id of ids) {
        assert.deepEqual([there(userLink(id)).view, there(userLink(id)).id], ["user", id], id.slice(0, 40));
        assert.deepEqual([there(requestLink(id)).view, there(requestLink(id)).id], ["request", id], id.slice(0, 40));
        assert.equal(there(userLink(id, { days: 7, tab: "errors" })).params.get("tab"), "errors");
    }
});

test("a broken surrogate does not throw", () => {
    assert.equal(there(userLink("a\ud800b")).id, "a\ufffdb");
});

test("addresses lead to their views", () => {
    const table = [
        ["/", "search", null], ["/users?query=abc", "search", null], ["/user/u1?days=7", "user", "u1"], ["/user/u1/", "missing", null], ["/user?email=a@b.example", "user", null],
        ["/user", "user", null], ["/request/r1", "request", "r1"], ["/request", "missing", null], ["/audit", "audit", null], ["/audit/x", "missing", null],
        ["/flags", "missing", null], ["/feature-flags?state=on", "flags", null], ["/feature-flags/new", "newFlag", null], ["/feature-flags/playground", "playground", null], ["/feature-flags/x", "missing", null],
        ["/feature-flags/cohorts", "cohorts", null], ["/feature-flags/cohorts/new", "cohort", null], ["/feature-flags/cohorts/12", "cohort", "12"], ["/feature-flags/cohorts/x", "missing", null], ["/feature-flags/cohorts/12/x", "missing", null],
        ["/feature-flag/new", "flag", "new"], ["/feature-flag/a/history", "flag", "a"], ["/feature-flag/history/playground", "flag", "history"], ["/feature-flag/a/other", "missing", null], ["/feature-flag/a/history/b", "missing", null], ["/feature-flag", "missing", null], ["/user/a/b", "missing", null], ["/user/%E0%A4%A", "missing", null],
    ];
    for (const [address, view, id] of table) assert.deepEqual([there(address).view, there(address).id], [view, id], address);
});

test("a link that leaves the page does not carry an email when the person has another id", () => {
    assert.equal(shareableID({ user_id: "u1", distinct_ids: ["u1", "a@b.example"] }), "u1");
    assert.equal(shareableID({ user_id: "a@b.example", distinct_ids: ["a@b.example", "anon-1"] }), "anon-1");
    assert.equal(shareableID({ user_id: "a@b.example", distinct_ids: ["a@b.example"] }), "a@b.example");
});

test("a file is named by an id, and never by an email", () => {
    const person = (user_id, ...distinct_ids) => ({ user_id, distinct_ids, person_id: "p1" });
    assert.equal(fileID(person("u1", "u1", "a@b.example")), "u1");
    assert.equal(fileID(person("a@b.example", "a@b.example", "anon-1")), "anon-1");
    assert.equal(fileID(person("a@b.example", "a@b.example")), "p1");
});

test("request ids are recognised by their form", () => {
    for (const id of ["82b0da6e-9c9b-422b-b748-9e16ea98f45b", " 82B0DA6E9C9B422BB7489E16EA98F45B "]) assert.ok(looksLikeRequestID(id));
    for (const id of ["mira", "82b0da6e-9c9b-422b-b748", "", "82b0da6e9c9b422bb7489e16ea98f45bff"]) assert.ok(!looksLikeRequestID(id));
});

test("a flag's key survives the way into a link and back, whatever word it is", () => {
    for (const key of ["checkout", "new", "history", "playground", "a_b-C", "x".repeat(400)]) {
        for (const part of [undefined, "history", "playground"]) assert.deepEqual([there(flagLink(key, part)).view, there(flagLink(key, part)).id, there(flagLink(key, part)).part], ["flag", key, part ?? ""]);
    }
    assert.equal(there(flagLink("../malformed/key")).id, "../malformed/key");
});
