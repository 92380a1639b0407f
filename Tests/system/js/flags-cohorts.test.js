import assert from "node:assert/strict";
import { test } from "node:test";
import { changedParts, cohortMistakes, groupWords, isGroup, kindWords, memberIDs, merged, usersOf } from "../../../static/js/flags/cohort-words.js";

const person = (key, value, operator = "exact") => ({ key, type: "person", operator, value });
const inCohort = (value) => ({ key: "id", type: "cohort", operator: "in", value });
const settings = (others = {}) => ({ name: "a", description: "", isStatic: false, definition: { type: "AND", values: [person("plan", ["pro"])] }, ...others });

test("a definition is told in one sentence", () => {
    const table = [
        [{ type: "AND", values: [] }, "everybody"],
        [{ type: "AND", values: [person("plan", ["pro", "max"]), person("email", null, "is_set")] }, "plan is any of pro, max and email is known"],
        [{ type: "OR", values: [person("a", ["1"]), { type: "AND", values: [person("b", ["2"]), person("c", ["3"])] }] }, "a is any of 1 or (b is any of 2 and c is any of 3)"],
        [{ type: "OR", values: [{ type: "AND", values: [person("b", ["2"])] }] }, "b is any of 2"],
        [{ type: "AND", values: [{ ...person("a", ["1"]), negation: true }, inCohort(7)] }, "not: a is any of 1 and person is in cohort Staff"],
    ];
    for (const [group, words] of table) assert.equal(groupWords(group, { cohorts: new Map([["7", "Staff"]]) }), words);
});

test("groups are told from conditions, also from one on a list of values", () => {
    assert.ok(isGroup({ type: "AND", values: [] }));
    assert.ok(!isGroup(person("values", ["a"])));
});

test("a list says how many are in it when that is known", () => {
    assert.deepEqual([{ is_static: false, count: null }, { is_static: true, count: 3 }, { is_static: true, count: null }].map(kindWords), ["By conditions", "A list of 3", "A list"]);
});

test("flags and cohorts that ask for a cohort are found in any depth", () => {
    const flags = [
        { key: "a", filters: { groups: [{ properties: [person("x", ["1"])] }, { properties: [inCohort(1)] }] } }, { key: "b", filters: { groups: [{ properties: [inCohort("1")] }] } },
        { key: "c", filters: { groups: [{ properties: [person("id", 1)] }, {}] } }, { key: "d", filters: {} },
    ];
    const cohorts = [
        { id: 1, is_static: false, filters: { properties: { type: "AND", values: [] } } }, { id: 2, is_static: false, filters: { properties: { type: "OR", values: [{ type: "AND", values: [inCohort(1)] }] } } },
        { id: 3, is_static: true, filters: { properties: { type: "OR", values: [inCohort(1)] } } }, { id: 4, is_static: false, filters: { properties: { type: "OR", values: [inCohort(11)] } } },
    ];
    const used = usersOf(1, flags, cohorts);
    assert.deepEqual([used.flags.map((flag) => flag.key), used.cohorts.map((cohort) => cohort.id)], [["a", "b"], [2]]);
});

test("mistakes are named as the gateway names fields", () => {
    const fields = (form) => cohortMistakes(form).map((one) => one.field);
    assert.deepEqual(fields(settings()), []);
    assert.deepEqual(fields(settings({ name: " " })), ["name"]);
    assert.deepEqual(fields(settings({ name: "n".repeat(401) })), ["name"]);
    assert.deepEqual(fields(settings({ definition: { type: "AND", values: [] } })), ["filters.properties"]);
    assert.deepEqual(fields(settings({ isStatic: true, definition: { type: "AND", values: [] } })), []);
    const nested = { type: "AND", values: [person("a", ["1"]), { type: "OR", values: [person("", ["1"]), person("b", [])] }, { type: "OR", values: [] }] };
    assert.deepEqual(fields(settings({ definition: nested })), ["filters.properties.values[1].values[0].key", "filters.properties.values[1].values[1].value", "filters.properties.values[2]"]);
});

test("what was changed here goes on top of what they changed", () => {
    const base = settings();
    const theirs = settings({ description: "Theirs", definition: { type: "OR", values: [] } });
    assert.deepEqual(changedParts(base, theirs), ["description", "definition"]);
    assert.deepEqual(merged(base, theirs, settings({ name: "Mine" })), { ...theirs, name: "Mine" });
    assert.deepEqual(merged(base, theirs, settings({ description: "Mine" })).description, "Mine");
});

test("pasted ids are one on a line, each once", () => {
    assert.deepEqual(memberIDs(" a \r\nb,c\n\n a\n").ids, ["a", "b,c"]);
    assert.equal(memberIDs("a").mistake, "");
    assert.match(memberIDs("u".repeat(201)).mistake, /longer than 200/);
    assert.equal(memberIDs("\u{1F600}".repeat(200)).mistake, "");
    assert.match(memberIDs(Array.from({ length: 10_001 }, (_, index) => `u${index}`).join("\n")).mistake, /At most 10000 at once, these are 10001/);
});
