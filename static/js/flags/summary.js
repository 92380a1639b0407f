/** What a flag means, beside its settings. */

import { data, h, time } from "../dom.js";
import { clip, printable } from "../format.js";
import { definitionOf } from "./form.js";
import { actorName, conditionWords, namesFor, TYPE_NAMES, variantWords } from "./words.js";

/** @param {...Child} children */
export function summaryCard(...children) {
    return h("aside", { class: "card flag-summary", tabindex: "0", "aria-label": "Summary" }, children);
}

/**
 * @param {FlagForm} form
 * @param {StoredFlag|null} stored
 * @param {FlagNames} names
 */
export function summary(form, stored, names) {
    const definition = definitionOf(form);
    const variants = variantWords(definition.filters);
    const flag = stored?.flag;
    return [
        h("h2", null, "In words"),
        h("p", null, form.active ? "On, for:" : "Off for everybody. When on, for:"),
        h("ol", { class: "read-sets" }, form.groups.map((set) => h("li", null, data(conditionWords(set, namesFor(names, definition.filters.aggregation_group_type_index)), 400)))),
        h("dl", { class: "facts" },
            h("div", null, h("dt", null, "Gives"), h("dd", null, TYPE_NAMES[form.type], variants !== "" && h("span", { class: "fact-more" }, data(variants, 300)))),
            stored && h("div", null, h("dt", null, "In OpenFeature"), h("dd", null, `${printable(stored.openfeature.type)}, default `, h("code", null, clip(JSON.stringify(stored.openfeature.defaultValue), 80)))),
            flag && h("div", null, h("dt", null, "Last used"), h("dd", null, flag.last_called_at ? time(flag.last_called_at, "ago") : h("span", { class: "muted" }, "never"))),
            flag && h("div", null, h("dt", null, `Version ${flag.version}`), h("dd", null, time(flag.updated_at, "ago"), actorName(flag.last_modified_by) && h("span", { class: "fact-more" }, "by ", data(actorName(flag.last_modified_by), 60)))),
            flag && h("div", null, h("dt", null, "Made"), h("dd", null, time(flag.created_at), actorName(flag.created_by) && h("span", { class: "fact-more" }, "by ", data(actorName(flag.created_by), 60))))),
    ];
}
