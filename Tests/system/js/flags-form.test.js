import assert from "node:assert/strict";
import { test } from "node:test";
import { isSame, parseExact } from "../../../static/js/flags/exact.js";
import { definitionOf, formOf, newForm } from "../../../static/js/flags/form.js";
import { mistakesOf } from "../../../static/js/flags/form-mistakes.js";
import { withType } from "../../../static/js/flags/form-types.js";
import { valueMistake } from "../../../static/js/flags/form-values.js";

const carrier = "OpenFeature default";
const definition = (filters, others = {}) => ({ key: "a", name: "", active: true, tags: [], filters: { groups: [{ properties: [], rollout_percentage: 0, variant: null }], multivariate: null, payloads: {}, aggregation_group_type_index: null, ...filters }, evaluation_runtime: "all", evaluation_contexts: [], bucketing_identifier: "distinct_id", ensure_experience_continuity: false, is_remote_configuration: false, ...others });
const variants = (...list) => ({ variants: list.map(([key, share, name]) => ({ key, ...(name ? { name } : {}), rollout_percentage: share })) });

const STORED = {
    "a boolean": [definition({}), "boolean"],
    "a boolean that is on by default": [definition({}, { tags: ["x", "openfeature-default:true", "y"] }), "boolean"],
    "a boolean with a payload and a tag": [definition({ payloads: { true: " {\"a\": 1}\n" } }, { tags: ["openfeature-default:false"] }), "boolean"],
    "a payload without a tag": [definition({ payloads: { true: "42" } }), "boolean"],
    "one value for all": [definition({ multivariate: variants(["default", 100, carrier]), payloads: { default: "\"Hello\"" } }), "string"],
    "a default beside variants": [definition({ multivariate: variants(["sale", 20], ["news", 30], ["default", 50, carrier]), payloads: { sale: "\"Sale!\"", news: "\"News\"", default: "\"none\"" } }), "string"],
    "a carrier that is not the last": [definition({ multivariate: variants(["d", 0, carrier], ["a", 100]), payloads: { d: "1", a: "2" } }), "integer"],
    "a variant's value as default": [definition({ multivariate: variants(["a", 33.3], ["b", 66.7]), payloads: { a: "10.0", b: "2.5" } }, { tags: ["openfeature-default:b"] }), "float"],
    "a tag in lower case": [definition({ multivariate: variants(["Big", 50], ["small", 50]), payloads: { Big: "{\"n\": 1}", small: "[1, 2.0]" } }, { tags: ["openfeature-default:big"] }), "object"],
    "keys as values": [definition({ multivariate: variants(["a", 50], ["b", 50]), payloads: {} }, { tags: ["openfeature-default:a"] }), "string"],
    "a payload that was never quoted": [definition({ multivariate: variants(["a", 50], ["b", 50]), payloads: { a: "not json" } }, { tags: ["openfeature-default:a"] }), "string"],
    "a carrier that a condition forces": [definition({ groups: [{ properties: [], rollout_percentage: 5, variant: "default" }], multivariate: variants(["a", 100], ["default", 0, carrier]), payloads: { a: "1", default: "1" } }), "integer"],
    "PostHog's own variants": [definition({ multivariate: { ...variants(["control", 50, "Control"], ["test", 50]), extra: 1 }, payloads: { test: "{\"a\":1}" } }), "multivariate"],
    "variants of several types": [definition({ multivariate: variants(["a", 50], ["b", 50]), payloads: { a: "1", b: "\"x\"" } }, { tags: ["openfeature-default:a"] }), "multivariate"],
    "truth values as variants": [definition({ multivariate: variants(["on", 50], ["off", 50]), payloads: { on: "true", off: "false" } }, { tags: ["openfeature-default:off"] }), "multivariate"],
    "what the form does not show": [definition({ groups: [{ properties: [{ key: "k", type: "group", operator: null, value: [1, "2", null], group_type_index: 2, label: "L", odd: {} }], rollout_percentage: null, variant: null, aggregation_group_type_index: 2, sort_key: "z" }], holdout: { id: 3, exclusion_percentage: 10 }, early_exit: true, odd: [1] }, { name: "About\n\nOpenFeature name: \"Shown\"", evaluation_contexts: ["web"], bucketing_identifier: "device_id" }), "boolean"],
    "a description that only looks like a caption": [definition({}, { name: "x\nOpenFeature name: \"y\"" }), "boolean"],
    "a caption without a name": [definition({}, { name: "OpenFeature name: null" }), "boolean"],
};

for (const [name, [flag, type]] of Object.entries(STORED)) {
    test(`an untouched form gives the same definition: ${name}`, () => {
        const form = formOf(flag);
        assert.equal(form.type, type);
        assert.deepEqual(definitionOf(form), flag);
        assert.deepEqual(mistakesOf(form).filter((one) => one.field !== "filters.groups[0].properties[0].key"), []);
    });
}

test("numbers keep their digits through the form", () => {
    const text = '{"key":"a","name":"","active":true,"filters":{"groups":[{"properties":[{"key":"n","type":"person","operator":"exact","value":[10.0,12345678901234567890]}],"rollout_percentage":33.30}],"multivariate":null,"payloads":{}},"tags":[]}';
    assert.equal(JSON.stringify(definitionOf(formOf(parseExact(text)))), text);
    assert.ok(!isSame(parseExact("10.0"), parseExact("10")));
});

const made = (type, change) => {
    const form = Object.assign(newForm("a"), {});
    const typed = withType(form, type);
    Object.assign(typed, change);
    return definitionOf(typed);
};

test("a new flag becomes what the manifest would make of it", () => {
    const table = [
        ["boolean", { defaultOn: true }, null, {}, ["openfeature-default:true"]],
        ["boolean", { payload: "{\"a\": 1}" }, null, { true: "{\"a\": 1}" }, ["openfeature-default:false"]],
        ["string", { defaultText: "Hello" }, [["default", 100, carrier]], { default: "\"Hello\"" }, []],
        ["string", { defaultText: "default" }, [["default", 100, carrier]], { default: "\"default\"" }, []],
        ["integer", { defaultText: "9007199254740991" }, [["default", 100, carrier]], { default: "9007199254740991" }, []],
        ["float", { defaultText: "10" }, [["default", 100, carrier]], { default: "10.0" }, []],
        ["object", { defaultText: "{\"a\": [1]}" }, [["default", 100, carrier]], { default: "{\"a\": [1]}" }, []],
        ["string", { defaultVariant: "b", variants: [{ key: "a", share: "40", text: "A", original: null }, { key: "b", share: "60", text: "b", original: null }] }, [["a", 40], ["b", 60]], { a: "\"A\"" }, ["openfeature-default:b"]],
        ["string", { defaultVariant: "b", variants: [{ key: "a", share: "40", text: "A", original: null }, { key: "b", share: "20", text: "B", original: null }] }, [["a", 40], ["b", 20], ["default", 40, carrier]], { a: "\"A\"", b: "\"B\"", default: "\"B\"" }, []],
        ["integer", { defaultText: "3", variants: [{ key: "default", share: "100", text: "4", original: null }] }, [["default", 100], ["openfeature-default", 0, carrier]], { default: "4", "openfeature-default": "3" }, []],
        ["multivariate", {}, [["control", 50], ["test", 50]], {}, []],
    ];
    for (const [type, change, list, payloads, tags] of table) {
        const { filters, tags: found } = made(type, change);
        assert.deepEqual((filters.multivariate?.variants ?? null)?.map((one) => [one.key, one.rollout_percentage, ...(one.name ? [one.name] : [])]) ?? null, list, type);
        assert.deepEqual([filters.payloads, found], [payloads, tags], type);
    }
});

test("mistakes are told at the field the gateway would name", () => {
    const form = Object.assign(formOf(STORED["PostHog's own variants"][0]), { key: "a b" });
    form.variants[0].share = "20";
    form.variants[1].key = "control";
    form.variants[1].text = "{";
    form.groups[0].variant = "gone";
    form.groups[0].rollout_percentage = "1o";
    form.groups[0].properties = [{ key: "n", type: "person", operator: "between", value: [3, 1] }, { key: "", type: "person", operator: "exact", value: ["x"] }];
    assert.deepEqual(mistakesOf(form).map((one) => one.field), ["key", "filters.multivariate.variants[1].key", "filters.payloads.control", "filters.multivariate.variants", "filters.groups[0].rollout_percentage", "filters.groups[0].variant", "filters.groups[0].properties[0].value", "filters.groups[0].properties[1].key"]);
});

test("a key that another flag has is refused", () => {
    const taken = new Set(["a", "b"]);
    const wrong = (form) => mistakesOf(form, taken).filter((one) => one.field === "key").map((one) => one.detail);
    const stored = formOf(definition({}));
    assert.deepEqual(wrong(stored), []);
    assert.deepEqual(wrong({ ...stored, key: "b" }), ["Another flag has this key."]);
    assert.deepEqual(wrong({ ...stored, key: "c" }), []);
    assert.deepEqual(wrong(newForm("a")), ["Another flag has this key."]);
    assert.deepEqual(wrong(newForm("")), ["A flag needs a key."]);
    assert.deepEqual(mistakesOf({ ...stored, key: "b" }), []);
});

test("a value must be of its type", () => {
    const table = [["string", "", true], ["integer", "42", true], ["integer", "-0", true], ["integer", "4.0", false], ["integer", "9007199254740993", false], ["integer", "", false], ["float", "2.5e3", true], ["float", "10", true], ["float", ".5", false], ["float", "1e999", false], ["object", "{}", true], ["object", "[1]", true], ["object", "1", false], ["object", "{", false], ["object", "", false]];
    for (const [type, text, isGood] of table) assert.equal(valueMistake(type, text) === "", isGood, `${type} ${text}`);
});
