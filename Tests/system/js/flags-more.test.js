import assert from "node:assert/strict";
import { test } from "node:test";
import { parseExact } from "../../../static/js/flags/exact.js";
import { moreWords } from "../../../static/js/flags/more-words.js";

const usual = { key: "a", filters: { groups: [], multivariate: null, payloads: {}, aggregation_group_type_index: null, holdout: null, early_exit: false }, evaluation_runtime: "all", evaluation_contexts: [], bucketing_identifier: "distinct_id", ensure_experience_continuity: false, is_remote_configuration: false };

test("settings that are as usual are not told", () => {
    assert.deepEqual(moreWords(usual), []);
    assert.deepEqual(moreWords({ filters: {} }), []);
});

test("every setting that is not as usual is told, also one this page has no field for", () => {
    const flag = {
        ...usual, evaluation_runtime: "server", evaluation_contexts: ["mobile", "web"], bucketing_identifier: "device_id", ensure_experience_continuity: true, is_remote_configuration: true,
        filters: { ...usual.filters, aggregation_group_type_index: 1, early_exit: true, feature_enrollment: true, holdout: parseExact('{"id": 3, "exclusion_percentage": 10.0}'), odd: [parseExact("1.0")] },
    };
    assert.deepEqual(moreWords(flag, [, "company"]), [
        ["Evaluated on", "Servers only"], ["Counted by", "groups (company)"], ["Bucketed by", "the device's id"], ["Contexts", "mobile, web"], ["Keep people in their variant", "yes"],
        ["Stop at the first set whose conditions fit", "yes"], ["People may opt in or out themselves", "yes"], ["Remote configuration", "yes"], ["Holdout", "10\u00a0% of all users are held out (holdout 3)."], ["odd", "[1.0]"],
    ]);
    assert.deepEqual(moreWords({ ...usual, evaluation_runtime: "edge" }), [["Evaluated on", "edge"]]);
});
