// Lists and tables of numbers.

import { h, s } from "foreline/dom.js";
import { words } from "foreline/format.js";
import { isQuantity } from "foreline/run.js";

/** Numbers of one state as a list: field names in the order to show; what the state has not is left out. */
export function facts(page, owner, names) {
  return h(
    "dl",
    { class: "facts" },
    names
      .filter((name) => isQuantity(owner?.[name]) && !Array.isArray(owner[name].value))
      .map((name) => h("div", {}, h("dt", {}, words(owner[name].label)), h("dd", {}, page.ask(owner[name], name, owner)))),
  );
}

/** A table with a caption for readers, column heads, and rows of nodes or text. */
export function table(caption, heads, rows, attributes) {
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h(
      "table",
      attributes ?? {},
      h("caption", { class: "unseen" }, caption),
      h("thead", {}, h("tr", {}, heads.map((one) => h("th", { scope: "col" }, one)))),
      h("tbody", {}, rows.map((row) => (row instanceof Node ? row : h("tr", {}, row.map((one, i) => h(i ? "td" : "th", i ? {} : { scope: "row" }, one)))))),
    ),
  );
}

/** The figures of a picture as a table, folded away. */
export const asTable = (name, heads, rows) =>
  h("details", { class: "data" }, h("summary", {}, `${name} as a table`), table(name, heads, rows));

/** Horizontal bars: rows of {name, value, write, mark, colour}; the longest fills the width. */
export function bars(caption, rows, { tell } = {}) {
  const most = Math.max(...rows.map((one) => one.value ?? 0), Number.MIN_VALUE);
  return h(
    "div",
    { class: "bars", role: "list", "aria-label": caption },
    rows.map((one) => {
      const share = Math.max(0, (one.value ?? 0) / most) * 100;
      const node = h(
        "div",
        { class: one.mark ? "bar marked" : "bar", role: "listitem", "data-name": one.name },
        h("span", { class: "name" }, one.name),
        svgBar(share, one.colour),
        h("span", { class: "value" }, one.write),
      );
      if (tell) tell(node, one);
      return node;
    }),
  );
}

const svgBar = (share, colour) =>
  s("svg", { "aria-hidden": "true", height: 14, width: "100%" },
    s("rect", { width: `${Math.max(share, 0.4)}%`, height: 14, fill: colour }));

/** Sum of a plain dictionary of numbers. */
export const total = (partsOf) => Object.values(partsOf ?? {}).reduce((sum, v) => sum + (Number.isFinite(v) ? v : 0), 0);
