// Puts the page together: header, chain, the linked pictures in causal order, and the record.

import { chamber } from "foreline/chamber.js";
import { h, redraw } from "foreline/dom.js";
import { fab } from "foreline/fab.js";
import { STAGES, chain, header, headlines, stepChoice } from "foreline/header.js";
import { plume } from "foreline/plume.js";
import { operatingPoints } from "foreline/points.js";
import { pumpDown } from "foreline/pumpdown.js";
import { checks, everyNumber, notices, provenance, sources, toolFile } from "foreline/record.js";
import { reading } from "foreline/run.js";
import { sequence } from "foreline/sequence.js";
import { scenes } from "foreline/scenes.js";
import { selection } from "foreline/selection.js";
import { trench } from "foreline/trench.js";
import { wafer } from "foreline/wafer.js";
import { explainer } from "foreline/why.js";
import { wire } from "foreline/wire.js";

const HEADS = {
  vacuum: "Pump-down and operating points",
  source: "Source and plume",
  wafer: "Film on the wafer",
  trench: "Layers in the trench",
  wire: "The finished line",
  fab: "Per wafer in the fab",
};

function stage(run, id, ...content) {
  const index = STAGES.filter(([one]) => run.has[one]).findIndex(([one]) => one === id);
  return h("section", { id, class: "part", "aria-labelledby": `${id}-head` },
    h("h2", { id: `${id}-head` }, h("span", { class: "index" }, String(index + 1)), HEADS[id]), content);
}

/** Two stages side by side; one that this run lacks is left out. */
function pair(run, stages) {
  const shown = Object.entries(stages).filter(([id]) => run.has[id]).map(([id, draw]) => stage(run, id, draw()));
  return shown.length ? h("div", { class: "pair" }, shown) : "";
}

/** The record's sections: heading and content. */
function record(page) {
  const { run } = page;
  const part = (id, title, content) => h("section", { id, class: "record" }, h("h2", {}, title), content);
  return [
    part("checks", "Rules that were checked", checks(run)),
    part("notices", "Notices", notices(run)),
    part("numbers", "Every number, with its formula", everyNumber(page)),
    part("provenance", "Provenance", [provenance(run), toolFile(run)]),
    part("sources", "Sources", sources(run)),
  ];
}

/** Show a result document in an element. */
export function show(result, root) {
  const run = reading(result);
  const foot = h("footer", {}, `Foreline ${result.foreline ?? ""}: from the backing pump to the interconnect. Everything on this page is in this file; it asks no network.`);
  if (run.states.scenes) {
    root.replaceChildren(...scenes(run, explainer(result.sources ?? {})), foot);
    return follow();
  }
  const page = { run, chosen: selection(run.steps.at(-1)), ask: explainer(result.sources ?? {}) };
  const missing = (what) => h("p", { class: "muted" }, `${what} is not part of this result.`);
  root.replaceChildren(
    header(page),
    chain(page),
    headlines(page),
    run.steps.length ? stepChoice(page) : "",
    run.has.vacuum ? stage(run, "vacuum", run.states.vacuum ? h("div", { class: "vacuum" }, pumpDown(page), operatingPoints(page)) : missing("The vacuum system"),
      run.states.vacuum ? sequence(page) : "") : "",
    pair(run, { source: () => plume(page), wafer: () => wafer(page) }),
    run.films.some((film) => film.view) ? h("section", { id: "room", class: "part", "aria-label": "Chamber in three dimensions" }, chamber(page)) : "",
    pair(run, { trench: () => trench(page), wire: () => wire(page) }),
    run.has.fab ? stage(run, "fab", fab(page)) : "",
    ...record(page),
    foot,
  );
  follow();
}

/** Redraw what scripts have coloured or sized when the scheme changes or the page goes to paper. */
function follow() {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  const paper = (on) => () => {
    document.documentElement.classList.toggle("paper", on);
    redraw();
  };
  addEventListener("beforeprint", paper(true));
  addEventListener("afterprint", paper(false));
}

/** Entry of the one-file page: the result lies in the page itself. */
export function start() {
  show(JSON.parse(document.getElementById("result").textContent), document.getElementById("report"));
}
