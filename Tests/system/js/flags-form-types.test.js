import assert from "node:assert/strict";
import { test } from "node:test";
import { definitionOf, formOf, newForm } from "../../../static/js/flags/form.js";
import { withType } from "../../../static/js/flags/form-types.js";

const TYPES = ["boolean", "string", "integer", "float", "object", "multivariate"];
const carrier = "OpenFeature default";
const flag = (list, payloads, tags = []) => ({ key: "a", name: "", active: true, tags, filters: { groups: [{ properties: [], rollout_percentage: 0 }], multivariate: { variants: list.map(([key, share, name]) => ({ key, ...(name ? { name } : {}), rollout_percentage: share })) }, payloads } });
const FLAGS = {
    texts: flag([["sale", 20], ["news", 30], ["default", 50, carrier]], { sale: "\"rouge\"", news: "\"bleu\"", default: "\"noir\"" }),
    numbers: flag([["a", 33.3], ["b", 66.7]], { a: "10.0", b: "2.5" }, ["openfeature-default:b"]),
    objects: flag([["Big", 50], ["small", 50]], { Big: "{\"n\": 1}", small: "[1, 2.0]" }, ["openfeature-default:big"]),
    own: flag([["control", 50], ["test", 50]], { test: "{\"a\":1}" }),
};
const over = (form, ...types) => types.reduce(withType, form);
const values = ({ variants, defaultText }) => [...variants.map((one) => one.text), defaultText];

test("another type keeps the values that fit it", () => {
    const form = formOf(FLAGS.numbers);
    assert.deepEqual(withType(form, "string").variants.map((one) => one.text), ["10.0", "2.5"]);
    assert.deepEqual(withType(form, "integer").variants.map((one) => one.text), ["0", "0"]);
    assert.deepEqual(withType(form, "object").variants.map((one) => one.text), ["{}", "{}"]);
    assert.deepEqual(withType(form, "multivariate").variants.map((one) => [one.key, one.text]), [["a", "10.0"], ["b", "2.5"]]);
    assert.deepEqual(definitionOf(withType(form, "boolean")).filters.multivariate, null);
    const beside = definitionOf(withType(formOf(FLAGS.texts), "multivariate"));
    assert.deepEqual(beside.filters.multivariate.variants, [{ key: "sale", rollout_percentage: 20 }, { key: "news", rollout_percentage: 30 }, { key: "default", rollout_percentage: 50 }]);
});

for (const [name, stored] of Object.entries(FLAGS)) {
    test(`going over any two types and back changes nothing: ${name}`, () => {
        const form = formOf(stored);
        for (const first of TYPES) {
            for (const second of TYPES) assert.deepEqual(definitionOf(over(form, first, second, form.type)), stored, `${first}, ${second}`);
        }
    });
}

test("a new flag keeps its values over types they do not fit", () => {
    const form = { ...withType(newForm("a"), "string"), defaultText: "noir", variants: [{ key: "a", share: "50", text: "rouge", original: null }, { key: "b", share: "50", text: "bleu", original: null }] };
    const list = ["rouge", "bleu", "noir"];
    assert.deepEqual(values(over(form, "integer")), ["0", "0", "0"]);
    assert.deepEqual(values(over(form, "integer", "string")), list);
    assert.deepEqual(values(over(form, "integer", "float", "object", "multivariate", "string")), list);
    assert.deepEqual(values(over(form, "boolean", "string")), list);
    assert.equal(definitionOf(over(form, "boolean")).filters.multivariate, null);
    assert.deepEqual(definitionOf(over(form, "object", "boolean", "multivariate")).filters.payloads, { a: "\"rouge\"", b: "\"bleu\"", default: "\"noir\"" });
    const flag = over({ ...newForm("a"), defaultOn: true, payload: "[1]" }, "string", "boolean");
    assert.deepEqual([flag.defaultOn, flag.payload], [true, "[1]"]);
});

test("what was typed since goes along where it fits", () => {
    const form = over(formOf(FLAGS.texts), "integer");
    form.variants[0].text = "42";
    form.variants.push({ key: "c", share: "0", text: "7", original: null });
    assert.deepEqual(values(withType(form, "string")), ["42", "bleu", "7", "noir"]);
    assert.deepEqual(values(over(form, "object", "float")), ["42", "0", "7", "0"]);
    const text = over(formOf(FLAGS.objects), "string");
    text.variants[1].text = "[3]";
    assert.deepEqual(withType(text, "object").variants.map((one) => one.text), ["{\"n\": 1}", "[3]"]);
});

test("a default that was edited as a variant is the default again", () => {
    const form = over(formOf(FLAGS.texts), "multivariate");
    assert.deepEqual(form.variants.map((one) => one.key), ["sale", "news", "default"]);
    form.variants[2].text = "\"blanc\"";
    form.variants[2].key = "rest";
    const back = withType(form, "string");
    assert.deepEqual(values(back), ["rouge", "bleu", "blanc"]);
    assert.deepEqual(definitionOf(back).filters.multivariate.variants.at(-1), { key: "rest", name: carrier, rollout_percentage: 50 });
    form.variants.splice(2, 1);
    assert.deepEqual(values(withType(form, "string")), ["rouge", "bleu", "noir"]);
});
