// Operating points: partial pressures at idle and in each step, and the pumps at the chosen one.

import { formula } from "foreline/colour.js";
import { h } from "foreline/dom.js";
import { facts, table } from "foreline/facts.js";
import { pascal } from "foreline/format.js";
import { list } from "foreline/run.js";

export function operatingPoints(page) {
  const { vacuum } = page.run.states;
  const points = [vacuum.idle, ...(vacuum.steps ?? [])].filter(Boolean);
  const partials = points.map((point) => list(point.pressure)[vacuum.chambers.indexOf(point.chamber)] ?? []);
  const gases = vacuum.gases.map((_, g) => g).filter((g) => partials.some((all) => all[g] > 1e-12));
  const absent = vacuum.gases.filter((_, g) => !gases.includes(g));
  const rows = points.map((point, i) => {
    const partial = partials[i];
    const step = page.run.steps.includes(point.name) ? point.name : undefined;
    const name = step ? h("button", { type: "button", class: "pick", click: () => page.chosen.choose(step) }, step) : point.name;
    return h(
      "tr",
      { "data-step": step, class: step && "choosable", click: () => page.chosen.choose(step) },
      h("th", { scope: "row" }, name),
      h("td", {}, page.ask(point.chamber_pressure, "chamber_pressure", vacuum, { bare: true })),
      gases.map((g) => h("td", {}, pascal(partial[g]))),
      h("td", {}, page.ask(point.foreline_pressure, "foreline_pressure", vacuum, { bare: true })),
    );
  });
  const pumps = h("div", {});
  page.chosen.onStep((step) => {
    rows.forEach((row) => {
      row.classList.toggle("chosen", row.dataset.step === step);
      row.querySelector(".pick")?.setAttribute("aria-pressed", String(row.dataset.step === step));
    });
    const point = points.find((one) => one.name === step) ?? points[0];
    pumps.replaceChildren(...(point?.pumps?.length ? [
      h("h3", {}, `Pumps at ${point.name}`, h("span", { class: "plain" }, "throttle open ", page.ask(point.throttle, "throttle", vacuum))),
      pumpTable(`Pumps at ${point.name}`, PUMPS, page, point, vacuum),
      h("h3", {}, "Where their power goes"),
      pumpTable(`Heat of the pumps at ${point.name}`, HEAT, page, point, vacuum),
      ...regimes(page, point, vacuum),
    ] : []));
  });
  return h(
    "div",
    { class: "points" },
    h("h3", {}, "Operating points of the process chamber, partial pressures [Pa]"),
    table("Operating points", ["", "total", ...gases.map((g) => formula(vacuum.gases[g])), "foreline"], rows, { class: "wide" }),
    absent.length ? h("p", { class: "muted" }, `Below 10⁻¹² Pa everywhere: ${absent.map(formula).join(", ")}`) : null,
    pumps,
    h("h3", {}, "Pump-down"),
    facts(page, vacuum, ["base_pressure", "base_time", "crossover_time", "load_lock_time", "mass_balance"]),
  );
}

/** Ducts and chambers at one point: mean free path against width. */
function regimes(page, point, owner) {
  const names = ["knudsen", "mean_free_path", "size", "conductance"];
  const rows = (point.regimes ?? []).map((one) => [one.name, one.regime, ...names.map((name) => page.ask(one[name], name, owner))]);
  if (!rows.length) return [];
  const title = `Flow regimes at ${point.name}`;
  const gauge = page.ask(point.gauge_reading, "gauge_reading", owner);
  return [
    h("h3", {}, title, h("span", { class: "plain" }, "ion gauge reads ", gauge)),
    table(title, ["", "regime", "Knudsen number", "mean free path", "width", "conductance, N₂"], rows, { class: "wide" }),
  ];
}

const PUMPS = { inlet_pressure: "inlet", outlet_pressure: "outlet", speed: "speed", power: "power", purge: "N₂ purge",
  outlet_temperature: "discharge" };
const HEAT = { power: "power", heat_to_water: "to water", heat_to_air: "to the room", heat_to_gas: "with the gas", water: "water",
  water_rise: "warms by" };

/** One row a pump of some of its numbers, by field name and column head. */
function pumpTable(caption, columns, page, point, owner) {
  const row = (pump) => [pump.name, ...Object.keys(columns).map((name) => page.ask(pump[name], name === "water" ? "water_flow" : name, owner))];
  return table(caption, ["", ...Object.values(columns)], point.pumps.map(row), { class: "wide" });
}
