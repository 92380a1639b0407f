import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonMistake } from "../../../static/js/flags/json-text.js";
import { adapted, complaint, numberFrom, OPERATORS, relativeDate } from "../../../static/js/flags/operators.js";
import { evenShares, leftWords, percentage, remainder } from "../../../static/js/flags/variants.js";
import { needsNames, rolloutWords, typeWords } from "../../../static/js/flags/list-words.js";
import { captioned, captionOf, conditionWords, variantWords } from "../../../static/js/flags/words.js";

test("the place of the first mistake in JSON is found", () => {
    const table = [
        ["{\"hex\": #0a}", 8, 1, 9], ["{\"a\": 1,}", 8, 1, 9], ["[1, 2", 5, 1, 6], ["{\n  \"a\": 1\n  \"b\": 2\n}", 13, 3, 3], ["{a: 1}", 1, 1, 2], ["{'a': 1}", 1, 1, 2], ["", 0, 1, 1], ["nul", 0, 1, 1], ["01", 0, 1, 1],
        ["1 2", 2, 1, 3], ["\"a\nb\"", 2, 1, 3], ["\"abc", 0, 1, 1], ["\"\\x\"", 1, 1, 2], ["\"\\u12g4\"", 1, 1, 2], ["{\"a\":1,\"a\":2}", 7, 1, 8], ["[1,,2]", 3, 1, 4], ["\"👾\" x", 5, 1, 5], ["-", 0, 1, 1], ["1.", 0, 1, 1],
    ];
    for (const [text, offset, line, column] of table) {
        const { detail, ...found } = jsonMistake(text) ?? {};
        assert.deepEqual(found, { offset, line, column }, text);
        assert.ok(detail.length > 5, text);
    }
});

test("what JSON.parse takes is JSON here too, and what it refuses is not", () => {
    const pieces = ["{", "}", "[", "]", ",", ":", "\"a\"", "1", "-1.5e+3", "true", "null", " ", "\n", "\"\\u00e9\"", ".", "x"];
    let seed = 7;
    const next = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
    let good = 0;
    for (let turn = 0; turn < 30_000; turn += 1) {
        const text = Array.from({ length: 1 + next(8) }, () => pieces[next(pieces.length)]).join("");
        let isJSON = true;
        try { JSON.parse(text); } catch { isJSON = false; }
        if (isJSON) good += 1;
        const mistake = jsonMistake(text);
        if (mistake?.detail.includes("twice")) continue;
        assert.equal(mistake === null, isJSON, text);
    }
    assert.ok(good > 500);
    assert.match(jsonMistake(`${"[".repeat(5000)}${"]".repeat(5000)}`).detail, /deeper/);
});

test("what is left of the shares", () => {
    const table = [[["50", "30"], 80, 20, false, false], [["33.3", "33.3", "33.4"], 100, 0, true, false], [["60", "50"], 110, 0, false, true], [[], 0, 100, false, false], [["", "x", "100"], 100, 0, true, false, true], [["0.1", "0.2"], 0.3, 99.7, false, false], [["120", "0"], 120, 0, false, true]];
    for (const [shares, sum, left, isExact, isOver, isUnclear = false] of table) assert.deepEqual(remainder(shares), { sum, left, isExact, isOver, isUnclear }, shares.join());
    for (const count of [1, 2, 3, 6, 7, 13]) {
        assert.equal(evenShares(count).length, count);
        assert.ok(remainder(evenShares(count)).isExact, String(count));
    }
    assert.deepEqual(evenShares(3), ["33.33", "33.33", "33.34"]);
    assert.deepEqual(["0", "100", " 12.5 ", ".5", "101", "-1", "1e1", "", "NaN"].map(percentage), [0, 100, 12.5, 0.5, null, null, null, null, null]);
});

test("shares that give too much or are none are never told as good", () => {
    const nbsp = (text) => text.replaceAll(" %", "\u00a0%");
    const told = (shares, hasDefault) => Object.values(leftWords(shares, hasDefault));
    for (const hasDefault of [true, false]) {
        assert.deepEqual(told(["120", "0"], hasDefault), [nbsp("120 % is given away, 20 % too much"), true]);
        for (const share of ["", "x", "-1"]) assert.deepEqual(told([share, "20"], hasDefault), ["A share is not a percentage", true]);
        assert.equal(told(["80", "20"], hasDefault)[1], false);
    }
    assert.deepEqual(told(["20"], true), [nbsp("80 %") + " left: these get the default", false]);
    assert.deepEqual(told(["20"], false), [nbsp("80 %") + " left to give away", true]);
    assert.equal(variantWords({ multivariate: { variants: [{ key: "classic", rollout_percentage: "120" }, { key: "other", rollout_percentage: null }, { key: "vector", rollout_percentage: 20 }] } }), nbsp("classic (not a percentage), other (not a percentage), vector 20 %"));
    for (const rollout of ["", "120", "x", -1, 101]) assert.equal(conditionWords({ rollout_percentage: rollout }), "(not a percentage) of persons");
});

test("each operator PostHog has is offered once", () => {
    const names = ["exact", "is_not", "icontains", "not_icontains", "icontains_multi", "not_icontains_multi", "regex", "not_regex", "starts_with", "not_starts_with", "ends_with", "not_ends_with", "gt", "gte", "lt", "lte", "min", "max", "between", "not_between", "semver_eq", "semver_neq", "semver_gt", "semver_gte", "semver_lt", "semver_lte", "semver_tilde", "semver_caret", "semver_wildcard", "is_set", "is_not_set", "is_date_exact", "is_date_before", "is_date_after"];
    assert.deepEqual(OPERATORS.map((operator) => operator.name).sort(), names.sort());
    assert.equal(new Set(OPERATORS.map((operator) => operator.label)).size, names.length);
});

test("a value follows its operator", () => {
    const table = [[["a", "b"], "text", "a"], ["a", "list", ["a"]], ["", "list", []], [["5", "6"], "number", 5], ["x", "number", ""], [7, "range", [7, ""]], [[1, 2], "range", [1, 2]], ["-30d", "range", ["", ""]], ["-30d", "date", "-30d"], ["x", "date", ""], ["1.2.3", "version", "1.2.3"], [["x"], "none", undefined], [["x"], "pattern", "x"]];
    for (const [value, editor, expected] of table) assert.deepEqual(adapted(value, editor), expected, `${JSON.stringify(value)} ${editor}`);
    assert.equal(JSON.stringify([numberFrom("10.0"), numberFrom("5"), numberFrom("x"), numberFrom("01")]), '[10.0,5,"x","01"]');
    assert.deepEqual([relativeDate("-7d"), relativeDate("3w"), relativeDate("2026-11-20")], [{ count: 7, unit: "d" }, { count: 3, unit: "w" }, null]);
});

test("a property that cannot be saved is complained about", () => {
    const property = (operator, value, others = {}) => ({ key: "k", type: "person", operator, value, ...others });
    const bad = [property("exact", []), property("gt", "x"), property("gt", ""), property("between", [2, 1]), property("between", [1, ""]), property("regex", ""), property("exact", ["a"], { key: "" }), property("in", null, { type: "cohort" }), property("flag_evaluates_to", true, { type: "flag", key: "" })];
    const good = [property("exact", ["a"]), property("exact", "a"), property(null, 1), property("gt", 0), property("gt", "5"), property("between", [1, 1]), property("is_set", undefined), property("is_date_after", "-7d"), property("in", 3, { type: "cohort" }), property("new_operator", undefined)];
    for (const one of bad) assert.notEqual(complaint(one), "", JSON.stringify(one));
    for (const one of good) assert.equal(complaint(one), "", JSON.stringify(one));
});

test("a rule reads as a sentence", () => {
    const nbsp = (text) => text.replaceAll(" %", "\u00a0%");
    const set = { properties: [{ key: "plan", type: "person", operator: "exact", value: ["pro", "team"] }, { key: "signed_up", type: "person", operator: "is_date_after", value: "-30d" }, { key: "4", type: "flag", operator: "flag_evaluates_to", value: true }, { key: "id", type: "cohort", operator: "not_in", value: 2 }, { key: "n", type: "person", operator: "between", value: [1, 2] }, { key: "email", type: "person", operator: "is_set" }], rollout_percentage: 50, variant: "test" };
    assert.equal(conditionWords(set, { flags: new Map([["4", "other"]]), cohorts: new Map([["2", "Staff"]]) }), nbsp("50 % of persons where plan is any of pro, team and signed_up is after 30 days ago and flag other evaluates to on and person is not in cohort Staff and n is between 1 and 2 and email is known → test"));
    assert.equal(conditionWords({ rollout_percentage: null }), "everybody");
    assert.equal(conditionWords({ rollout_percentage: 5, aggregation_group_type_index: 1 }), nbsp("5 % of groups of type 1"));
    assert.equal(rolloutWords({ active: true, filters: { groups: [] } }), "nobody");
    assert.equal(rolloutWords({ active: true, filters: { groups: [set, set, { rollout_percentage: 5 }] } }), nbsp("5 % of everybody and 2 condition sets"));
});

test("a description and a display name share one text", () => {
    const table = [["", ""], ["About", ""], ["", "Name"], ["About\nit", "Na\"me\n"], ["x\n\nOpenFeature name: \"y\"", ""], ["x\n\nOpenFeature name: \"y\"", "z"]];
    for (const [description, displayName] of table) {
        const read = captionOf(captioned(description, displayName));
        assert.deepEqual([read.description, read.displayName ?? ""], [description, displayName]);
    }
});

test("a list asks for names only when a flag's conditions need them", () => {
    const flag = (/** @type {any[]} */ properties, others = {}, set = {}) => ({ active: true, filters: { groups: [{ rollout_percentage: 100, properties, ...set }], ...others } });
    const cohort = { key: "id", type: "cohort", operator: "in", value: 2 };
    for (const plain of [flag([]), flag([{ key: "plan", type: "person", operator: "exact", value: ["pro"] }]), flag([], { aggregation_group_type_index: null })]) assert.equal(needsNames(plain), false);
    for (const numbered of [flag([cohort]), flag([{ key: "7", type: "flag", operator: "flag_evaluates_to", value: true }]), flag([], { aggregation_group_type_index: 0 }), flag([], {}, { aggregation_group_type_index: 1 })]) assert.equal(needsNames(numbered), true);
    assert.equal(rolloutWords(flag([cohort]), { cohorts: new Map([["2", "Staff"]]) }), "everybody where person is in cohort Staff");
    assert.equal(rolloutWords(flag([], { aggregation_group_type_index: 0 }), { groupTypes: ["company"] }), "all groups (company)");
});

test("a list calls a flag's type what its form calls it", () => {
    const multivariate = (...names) => ({ multivariate: { variants: names.map((name) => ({ key: "a", name, rollout_percentage: 50 })) } });
    const table = [
        [{ type: "boolean", tags: [], filters: { groups: [] } }, "On or off"], [{ type: "string", tags: [], filters: multivariate("", "") }, "Variants"],
        [{ type: "string", tags: ["openfeature-default:a"], filters: multivariate("", "") }, "Text"], [{ type: "float", tags: [], filters: multivariate("", "OpenFeature default") }, "Number with fraction"], [{ type: "odd", tags: [], filters: { groups: [] } }, "odd"],
    ];
    for (const [flag, words] of table) assert.equal(typeWords(flag), words);
});
