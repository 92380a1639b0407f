/** A flag to read, for those who may not change it and for archived ones. */

import { data, h } from "../dom.js";
import { settingsOf } from "./diff.js";
import { numberOf } from "./exact.js";
import { formOf } from "./form.js";
import { moreWords } from "./more-words.js";
import { summary, summaryCard } from "./summary.js";
import { percentText } from "./variants.js";
import { CARRIER, captionOf, conditionWords, isDefaultTag, namesFor, TYPE_NAMES } from "./words.js";

/**
 * @param {string} name
 * @param {Child|Child[]} value
 */
function fact(name, value) {
    return h("div", null, h("dt", null, name), h("dd", null, value));
}

/**
 * @param {StoredFlag} stored
 * @param {FlagNames} names
 */
export function definitionView(stored, names) {
    const { flag, openfeature } = stored;
    const more = moreWords(flag, names.groupTypes);
    const caption = captionOf(flag.name);
    const variants = flag.filters.multivariate?.variants ?? [];
    const payloads = flag.filters.payloads ?? {};
    const code = (/** @type {string} */ text) => h("pre", { tabindex: "0" }, text);
    const main = h("div", { class: "editor" },
        h("section", { class: "card form-section" }, h("h2", null, "Basics"), h("dl", { class: "facts-list" },
            fact("Description", caption.description === "" ? h("span", { class: "muted" }, "none") : data(caption.description, 2000)),
            caption.displayName !== null && fact("Name in OpenFeature", data(caption.displayName, 200)),
            fact("Tags", flag.tags.filter((tag) => !isDefaultTag(tag)).length === 0 ? h("span", { class: "muted" }, "none") : flag.tags.filter((tag) => !isDefaultTag(tag)).map((tag) => h("span", { class: "tag" }, data(tag, 60)))))),
        h("section", { class: "card form-section" }, h("h2", null, "What it gives"), h("dl", { class: "facts-list" },
            fact("Type", TYPE_NAMES[openfeature.type] ?? openfeature.type), fact("Default in OpenFeature", h("code", null, JSON.stringify(openfeature.defaultValue))),
            variants.map((variant) => fact(variant.name === CARRIER ? "The default" : variant.key, [percentText(numberOf(variant.rollout_percentage)), payloads[variant.key] !== undefined && code(payloads[variant.key])])),
            variants.length === 0 && payloads.true !== undefined && fact("Payload", code(payloads.true)))),
        h("section", { class: "card form-section" }, h("h2", null, "Who gets it"), h("ol", { class: "read-sets" }, (flag.filters.groups ?? []).map((set) => h("li", null, data(conditionWords(set, namesFor(names, flag.filters.aggregation_group_type_index)), 1000))))),
        more.length > 0 && h("section", { class: "card form-section" }, h("h2", null, "More settings"), h("dl", { class: "facts-list" }, more.map(([name, words]) => fact(name, data(words, 1000))))));
    return h("div", { class: "flag-columns" }, main, summaryCard(...summary(formOf(settingsOf(flag)), stored, names)));
}
