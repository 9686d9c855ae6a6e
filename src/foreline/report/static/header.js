// Top of the page: name, verdict, the chain of six stages with what each hands on, the headline numbers.

import { h } from "foreline/dom.js";
import { minute, text, words } from "foreline/format.js";
import { find, num, stageOf } from "foreline/run.js";

export const STAGES = [
  ["vacuum", "Vacuum", "pump-down, residual gas"],
  ["source", "Source", "plume"],
  ["wafer", "Wafer", "thickness map"],
  ["trench", "Trench", "layers, step coverage"],
  ["wire", "Wire", "R, C, delay, life"],
  ["fab", "Fab", "time, energy, cost"],
];

export function header(page) {
  const { result } = page.run;
  const verdict = result.verdict ?? {};
  const made = result.provenance ?? {};
  const site = page.run.states.fab?.site ?? result.tool?.site?.country;
  const failed = (result.checks ?? []).filter((one) => !one.passed).length;
  const counts = `${result.checks?.length ?? 0} checks, ${failed} failed; ${result.notices?.length ?? 0} notices`;
  const meta = [
    ["Site", site],
    ["Computed", minute(made.created)],
    ["Foreline", made.version ?? result.foreline],
    ["Seed", made.seed],
  ].filter(([, value]) => value !== undefined && value !== null && value !== "");
  return h(
    "header",
    {},
    h("h1", {}, result.name ?? "Unnamed tool"),
    result.description && h("p", { class: "description" }, result.description),
    h(
      "p",
      { class: verdict.ok ? "verdict passed" : "verdict failed" },
      h("strong", {}, verdict.ok ? "Pass" : "Fail"),
      h("span", {}, verdict.sentence ?? "no verdict in this result"),
    ),
    h(
      "dl",
      { class: "meta" },
      meta.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(value)))),
      h("div", {}, h("dt", {}, "Rules"), h("dd", {}, h("a", { href: "#checks" }, counts))),
      made.overrides?.length ? h("div", {}, h("dt", {}, "Changed"), h("dd", {}, made.overrides.join(", "))) : null,
    ),
  );
}

/** What each stage hands to the next, for the chosen step. */
function handed({ run }, step) {
  const { fab } = run.states;
  const [point, emission, film, layer] = [run.point(step), run.emission(step), run.film(step), run.layer(step)];
  const times = run.films.map((one) => num(one.time)).filter((t) => t !== null);
  return {
    vacuum: [point?.chamber_pressure, "chamber_pressure", point, "process pressure"],
    source: [emission?.atom_rate, "atom_rate", emission, "emitted"],
    wafer: [film?.mean_thickness, "mean_thickness", film, "on the wafer"],
    trench: [layer?.wall_thickness, "wall_thickness", run.states.feature, "on the wall"],
    wire: [
      times.length ? { value: times.reduce((a, b) => a + b, 0), unit: "s", label: "Deposition time, all steps",
        why: "sum of the steps' deposition times, found on the wafer and paid for in the fab", sources: [], error: null } : null,
      "time", fab, "deposition time",
    ],
  };
}

/** The stages this run has. */
const stagesOf = (run) => STAGES.filter(([id]) => run.has[id]);

/** The line of stages; between them the number one hands to the next. */
export function chain(page) {
  const stages = stagesOf(page.run);
  const arrows = stages.slice(1).map(() => h("div", { class: "handed" }));
  const cells = stages.flatMap(([id, name, about], i) => [
    h("a", { class: "stage", href: `#${id}` }, h("b", {}, h("span", { class: "index" }, String(i + 1)), name), h("span", { class: "muted" }, about)),
    arrows[i],
  ]);
  page.chosen.onStep((step) => {
    const over = handed(page, step);
    arrows.forEach((arrow, i) => {
      const [quantity, name, owner, what] = over[stages[i][0]];
      arrow.replaceChildren(
        page.ask(quantity, name, owner, { plain: true }),
        h("span", { class: "arrow", "aria-hidden": "true" }),
        h("span", { class: "what" }, what),
      );
    });
  });
  return h("section", { class: "chain", "aria-label": "The chain, and what each stage hands to the next" }, cells);
}

/** The verdict's numbers in chain order; one quantity of several steps is one cell. */
export function headlines(page) {
  const order = STAGES.map(([id]) => id);
  const place = (one) => order.indexOf(stageOf(one.id)) + 1 || order.length + 1;
  const cells = new Map();
  for (const one of [...(page.run.result.verdict?.numbers ?? [])].sort((a, b) => place(a) - place(b))) {
    const path = String(one.id).split(".");
    const step = page.run.steps.find((name) => path.includes(name));
    const key = path.filter((part) => part !== step).join(".");
    if (!cells.has(key)) cells.set(key, { label: one.label, values: [] });
    cells.get(key).values.push({ one, step, name: path.at(-1) });
  }
  const lines = [];
  const value = ({ one, step, name }) => {
    const { quantity, owner } = find(page.run.states, one.id);
    const shown = { ...quantity, ...one, why: quantity?.why ?? one.why, sources: quantity?.sources ?? one.sources ?? [] };
    const line = h("dd", { "data-step": step }, page.ask(shown, name, owner), step ? h("span", { class: "step" }, ` ${step}`) : null);
    if (step) lines.push(line);
    return line;
  };
  const strip = h("dl", { class: "headlines", "aria-label": "Headline numbers" },
    [...cells.values()].map(({ label, values }) => h("div", {}, h("dt", {}, words(label)), values.map(value))));
  page.chosen.onStep((step) => lines.forEach((line) => line.classList.toggle("other", line.dataset.step !== step)));
  return strip;
}

/** The one choice of this page: which process step the pictures show. */
export function stepChoice(page) {
  const inputs = page.run.steps.map((step) =>
    h("input", { type: "radio", name: "step", value: step, id: `step-${step}`, change: () => page.chosen.choose(step) }),
  );
  page.chosen.onStep((step) => inputs.forEach((one) => (one.checked = one.value === step)));
  return h(
    "nav",
    { class: "choice", "aria-label": "Process step and sections" },
    h(
      "fieldset",
      {},
      h("legend", {}, "Process step"),
      inputs.map((one, i) => {
        const film = page.run.film(one.value);
        const about = [film?.material, num(film?.mean_thickness) !== null && text(num(film.mean_thickness), "m")].filter(Boolean);
        return [one, h("label", { for: one.id }, page.run.steps[i], h("span", { class: "muted" }, ` ${about.join(" ")}`))];
      }),
    ),
    h("div", { class: "jump" }, stagesOf(page.run).map(([id, name]) => h("a", { href: `#${id}` }, name)), h("a", { href: "#checks" }, "Checks")),
  );
}
