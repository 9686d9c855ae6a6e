// The tool in the fab: stage times with the bottleneck, cost and energy per wafer by part.

import { h } from "foreline/dom.js";
import { bars, facts, total } from "foreline/facts.js";
import { number, text } from "foreline/format.js";
import { gantt } from "foreline/gantt.js";
import { list } from "foreline/run.js";

const FACTS = ["throughput", "waiting", "power", "energy", "nitrogen", "water", "cost", "carbon"];

/** Bars of a dictionary of parts, largest first, each with its share. */
function parts(caption, dictionary, unit) {
  const sum = total(dictionary) || 1;
  const rows = Object.entries(dictionary ?? {})
    .sort((a, b) => (b[1] ?? 0) - (a[1] ?? 0))
    .map(([name, value]) => ({ name, value, write: `${text(value, unit)}, ${number((100 * (value ?? 0)) / sum, 2)} %` }));
  return h("div", {}, h("h3", {}, caption), rows.length ? bars(caption, rows) : h("p", { class: "muted" }, "not computed"));
}

/** What becomes of the year, as bars. */
function yearly(state) {
  const rows = Object.entries(state.shares ?? {}).map(([name, value]) => ({ name, value, write: `${number(100 * value, 3)} %` }));
  return rows.length ? h("div", {}, h("h3", {}, "Of the year"), bars("Of the year", rows)) : "";
}

export function fab(page) {
  const { fab: state } = page.run.states;
  if (!state) return h("figure", { id: "economics" }, h("p", { class: "muted" }, "no fab numbers computed"));
  const times = list(state.stage_times);
  const stages = (state.stage_names ?? []).map((name, i) => ({
    name,
    value: times[i],
    mark: name === state.bottleneck,
    write: `${text(times[i], "s")}${name === state.bottleneck ? ", bottleneck" : ""}`,
  }));
  const chart = bars("Stage times per wafer", stages);
  const charts = h("div", { class: "trio" },
    h("div", {}, h("h3", {}, "Stage times per wafer"), chart),
    parts("Cost per wafer", state.cost_parts, "USD"),
    parts("Energy per wafer", state.energy_parts, "J"));
  page.chosen.onStep((step) => {
    const { chamber, source } = page.run.deposit(step);
    const named = (name) => name === step || String(name).split(/[\s:./]+/).some((word) => [step, chamber, source].includes(word));
    for (const row of charts.querySelectorAll(".bar")) row.classList.toggle("chosen", named(row.dataset.name));
  });
  return h(
    "figure", { id: "economics" },
    h("figcaption", {}, h("b", {}, "Fab"), ` per wafer, at the site ${state.site}`),
    charts,
    gantt(state),
    yearly(state),
    facts(page, state, FACTS),
  );
}
