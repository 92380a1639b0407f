/** What all charts share: a caption, and the same numbers as a table. And the smallest chart, a ranking. */

import { data, h, icon, svg } from "../dom.js";
import { count } from "../format.js";

/**
 * @param {string} label of the scrolling region
 * @param {string[]} columns
 * @param {Element[]} lines table rows
 * @param {(index: number) => boolean} isNumber which columns hold numbers
 * @param {string} [extra] class
 */
export function tableBox(label, columns, lines, isNumber, extra = "") {
    return h("div", { class: `table-box ${extra}`.trim(), tabindex: "0", role: "region", "aria-label": label },
        h("table", { class: "data-table" },
            h("thead", null, h("tr", null, columns.map((name, index) => h("th", { scope: "col", class: isNumber(index) ? "number" : null }, name)))),
            h("tbody", null, lines)));
}

/**
 * @param {{id: string, caption: string, captionID: string, legend: Element[], chart: HTMLElement, table: HTMLElement, name: string, picture: string, extra?: Child, hint?: Child}} content
 *   `name` and `picture` are the word and the icon of the way back from the table
 */
export function chartFigure({ id, caption, captionID, legend, chart, table, name, picture, extra, hint }) {
    const label = h("span", null, "Show as table");
    table.hidden = true;
    const toggle = h("button", {
        type: "button", class: "button quiet", "data-key": "t", "aria-keyshortcuts": "t",
        onclick: () => {
            table.hidden = !table.hidden;
            chart.hidden = !table.hidden;
            label.textContent = table.hidden ? "Show as table" : `Show as ${name}`;
            toggle.querySelector("svg")?.replaceWith(icon(table.hidden ? "table" : picture));
        },
    }, icon("table"), label);
    return h("figure", { class: "chart", id },
        h("div", { class: "chart-head" }, h("figcaption", { id: captionID }, caption), extra, h("ul", { class: "legend" }, legend), toggle),
        h("div", { class: "chart-body" }, chart, table),
        hint);
}

/**
 * A short list with a bar under each line; its number stands beside it.
 * @param {string} title
 * @param {[string, number, string?][]} entries name, value, and the value's text if it is not a count
 * @param {string} [extra] class
 */
export function ranking(title, entries, extra = "") {
    const highest = Math.max(1, ...entries.map(([, value]) => value));
    return h("section", { class: `ranking ${extra}`.trim() },
        h("h2", { class: "side-title" }, title),
        h("ol", null, entries.map(([name, value, text]) => h("li", null,
            h("span", { class: "ranking-line" }, data(name, 80), h("span", { class: "number" }, text ?? count(value))),
            svg("svg", { class: "ranking-bar", width: "100%", height: 3, "aria-hidden": "true" },
                svg("rect", { class: "track", width: "100%", height: 3, rx: 1.5 }),
                svg("rect", { class: "fill", width: `${(value / highest) * 100}%`, height: 3, rx: 1.5 }))))));
}
