import assert from "node:assert/strict";
import { test } from "node:test";
import { conflictsBetween } from "../../../static/js/flags/conflicts.js";
import { changesBetween, patched, patchOf } from "../../../static/js/flags/diff.js";
import { divided, fieldName, valueWords, wholeConditions } from "../../../static/js/flags/diff-words.js";
import { undoneBy } from "../../../static/js/flags/revert.js";

const flag = (filters = {}, others = {}) => ({ key: "a", name: "About", active: true, tags: ["x"], filters: { groups: [{ properties: [], rollout_percentage: 10 }], multivariate: null, payloads: {}, ...filters }, ...others });

test("each field that differs is told with its path", () => {
    const old = flag({ groups: [{ properties: [{ key: "plan", value: ["a"] }], rollout_percentage: 10 }] });
    const next = flag({ groups: [{ properties: [{ key: "plan", value: ["a", "b"] }], rollout_percentage: 50 }, { properties: [] }], payloads: { true: "1" } }, { tags: ["x", "y"], name: "" });
    assert.deepEqual(changesBetween(old, next), [
        { path: "name", old: "About", new: "" },
        { path: "tags", old: ["x"], new: ["x", "y"] },
        { path: "filters.groups[0].properties[0].value", old: ["a"], new: ["a", "b"] },
        { path: "filters.groups[0].rollout_percentage", old: 10, new: 50 },
        { path: "filters.groups[1]", old: undefined, new: { properties: [] } },
        { path: "filters.payloads.true", old: undefined, new: "1" },
    ]);
    assert.deepEqual(changesBetween(old, old), []);
    assert.deepEqual(changesBetween({ a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } }), []);
});

test("a patch holds what differs, members of filters whole, and gives the new definition back", () => {
    const old = flag({ holdout: { id: 1 }, odd: 1 });
    const next = flag({ groups: [{ properties: [], rollout_percentage: 11 }] }, { active: false });
    const patch = patchOf(old, next);
    assert.deepEqual(patch, { active: false, filters: { groups: [{ properties: [], rollout_percentage: 11 }], holdout: null, odd: null } });
    assert.deepEqual(patchOf(patched(old, patch), next), {});
    assert.deepEqual(patchOf(old, old), {});
});

test("of two people's changes each is told whose it is", () => {
    const base = flag();
    const theirs = flag({ groups: [{ properties: [], rollout_percentage: 20 }] }, { name: "Theirs", tags: ["same"] });
    const mine = flag({ groups: [{ properties: [], rollout_percentage: 30 }], payloads: { true: "1" } }, { tags: ["same"] });
    assert.deepEqual(conflictsBetween(base, theirs, mine).map(({ unit, who }) => [unit, who]).sort(), [["filters.groups", "both"], ["filters.payloads", "mine"], ["name", "theirs"], ["tags", "same"]]);
    assert.equal(patched(theirs, patchOf(base, mine)).name, "Theirs");
});

test("fields and values have names for people", () => {
    const names = { "filters.groups[1].rollout_percentage": "Condition set 2, rollout", "filters.groups[0].properties[2].value": "Condition set 1, condition 3, value", "filters.multivariate.variants[0].rollout_percentage": "Variant 1, share", "filters.payloads.a.b": "Value of a.b", "filters.payloads.true": "Payload", active: "State", "filters.odd": "odd" };
    for (const [path, name] of Object.entries(names)) assert.equal(fieldName(path), name);
    const values = [["filters.groups[0].rollout_percentage", null, "100 %"], ["filters.groups[0].rollout_percentage", 12.5, "12.5\u00a0%"], ["active", false, "off"], ["tags", [], "none"], ["tags", ["a", "b"], "a, b"], ["name", "", "empty"], ["filters.groups[0].properties[0].value", true, "true"], ["filters.groups[0]", { properties: [], rollout_percentage: 5, variant: "x" }, "5\u00a0% of persons → x"], ["filters.payloads.true", undefined, null]];
    for (const [path, value, words] of values) assert.equal(valueWords(path, value), words, path);
});

test("what comes as a whole is told in its pieces", () => {
    const told = divided([{ path: "id", new: 3 }, { path: "filters", new: { groups: [{ properties: [] }], multivariate: { variants: [{ key: "a", rollout_percentage: 100 }] }, payloads: { a: "1" }, aggregation_group_type_index: null } }, { path: "filters.payloads", old: { b: "2" }, new: {} }]);
    assert.deepEqual(told.map((one) => one.path), ["filters.groups[0]", "filters.multivariate.variants[0]", "filters.payloads.a", "filters.payloads.b"]);
    assert.deepEqual(told[3], { path: "filters.payloads.b", old: "2", new: undefined });
});

test("the text that PostHog keeps is told as the two that people see", () => {
    const name = 'OpenFeature name: "Hello"';
    const cases = [
        [undefined, name, [["name.displayName", undefined, "Hello"]]],
        ["About", `About\n\n${name}`, [["name.displayName", undefined, "Hello"]]],
        [`About\n\n${name}`, "More", [["name", "About", "More"], ["name.displayName", "Hello", undefined]]],
        [name, 'OpenFeature name: "Bye"', [["name.displayName", "Hello", "Bye"]]],
        ["About", "", [["name", "About", ""]]],
        [undefined, "About", [["name", undefined, "About"]]],
    ];
    for (const [old, now, told] of cases) {
        assert.deepEqual(divided([{ path: "name", old, new: now }]).map((change) => [change.path, change.old, change.new]), told);
    }
    assert.equal(fieldName("name.displayName"), "Name in OpenFeature");
});

test("going back undoes every newer change of a field at once", () => {
    const entries = [{ version: 4, diff: [{ path: "name", old: "c", new: "a" }] }, { version: 3, diff: [{ path: "name", old: "b", new: "c" }, { path: "active", old: false, new: true }] }, { version: 2, diff: [{ path: "name", old: "a", new: "b" }] }, { version: 1, diff: [{ path: "name", new: "a" }] }];
    assert.deepEqual(undoneBy(entries, 2), [{ path: "name", old: "a", new: "b" }, { path: "active", old: true, new: false }]);
    assert.deepEqual(undoneBy(entries, 1), [{ path: "active", old: true, new: false }]);
    assert.deepEqual(undoneBy(entries, 4), []);
});

test("changes within one condition are told as one", () => {
    const cohort = { key: "id", type: "cohort", operator: "in", value: 2 };
    const flag = { key: "7", type: "flag", operator: "flag_evaluates_to", value: true };
    const plan = { key: "plan", type: "person", operator: "exact", value: ["pro"] };
    const definition = (rollout, ...properties) => ({ key: "f", filters: { groups: [{ rollout_percentage: rollout, properties }] } });
    const old = definition(10, cohort, plan);
    const now = definition(20, flag, { ...plan, value: ["team"] });
    const path = "filters.groups[0].properties";
    assert.deepEqual(wholeConditions(changesBetween(old, now), old, now), [
        { path: "filters.groups[0].rollout_percentage", old: 10, new: 20 },
        { path: `${path}[0]`, old: cohort, new: flag },
        { path: `${path}[1]`, old: plan, new: { ...plan, value: ["team"] } },
    ]);
    const shorter = definition(10, cohort);
    assert.deepEqual(wholeConditions(changesBetween(old, shorter), old, shorter), [{ path: `${path}[1]`, old: plan, new: undefined }]);
    const changes = changesBetween(null, now);
    assert.deepEqual(wholeConditions(changes, null, now), changes);
});

test("cohorts, flags and groups are named where their names are known", () => {
    const names = { cohorts: new Map([["2", "Staff"]]), flags: new Map([["7", "other"]]), groupTypes: ["company"] };
    const cohort = { key: "id", type: "cohort", operator: "not_in", value: 2 };
    assert.equal(valueWords("filters.groups[0].properties[0]", cohort, names), "person is not in cohort Staff");
    assert.equal(valueWords("filters.groups[0]", { rollout_percentage: 100, properties: [cohort] }, names), "everybody where person is not in cohort Staff");
    assert.equal(valueWords("filters.groups[0].properties[0]", { key: "7", type: "flag", operator: "flag_evaluates_to", value: false }, names), "flag other evaluates to off");
    assert.equal(valueWords("filters.aggregation_group_type_index", 0, names), "groups (company)");
    assert.equal(valueWords("filters.aggregation_group_type_index", 1, names), "groups of type 1");
    assert.equal(valueWords("filters.aggregation_group_type_index", null, names), "persons");
});
