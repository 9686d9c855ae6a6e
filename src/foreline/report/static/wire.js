// The finished line: cross-section with its neighbours, what makes up resistivity, R with its band, C, delay, life.

import { bottomAxis, dimension, scale } from "foreline/axes.js";
import { material } from "foreline/colour.js";
import { css, drawn, fresh, h, label, line, path, picture, s, swatch } from "foreline/dom.js";
import { asTable, facts } from "foreline/facts.js";
import { axisUnit, exact, number, text } from "foreline/format.js";
import { way } from "foreline/package.js";
import { num, si } from "foreline/run.js";
import { hide, tells } from "foreline/tip.js";
import { stack } from "foreline/trench.js";

/** Three lines after CMP over the plane below, as the capacitance model sees them. */
function section(page, width, host) {
  const { outline, layers } = stack(page.run);
  if (!outline.length) return host.replaceChildren(h("p", { class: "muted" }, "no line computed"));
  const { wire } = page.run.states;
  const declared = page.run.tool.feature ?? {};
  const span = Math.max(...outline.map((p) => p[0])) - Math.min(...outline.map((p) => p[0]));
  const pitch = si(declared.pitch) ?? span;
  const depth = -Math.min(...outline.map((p) => p[1]));
  const wide = si(declared.width) ?? num(wire.core_width) ?? span / 2;
  const below = si(page.run.tool.wire?.dielectric?.below) ?? depth / 2;
  const permittivity = page.run.tool.wire?.dielectric?.permittivity;
  const core = layers.findIndex((one) => one.layer.material === wire.metal);
  const barriers = core < 0 ? layers : layers.slice(0, core);
  const inner = barriers.at(-1)?.upper ?? outline;
  const one = Math.min((width - 96) / (3 * pitch), Number(css("--line-height")) / (depth + below));
  const middle = 8 + (width - 96) / 2;
  const top = 34;
  const x = (m) => middle + m * one;
  const z = (m) => top - m * one;
  const clip = fresh("polished");
  const near = Math.min(span, pitch) / 2;
  const place = (points, shift) => points.map(([a, b]) => [x(Math.max(-near, Math.min(near, a)) + shift), z(b)]);
  const [left, right, plane] = [x(-1.5 * pitch), x(1.5 * pitch), z(-depth - below)];
  const lines = [-pitch, 0, pitch].map((shift) =>
    s("g", { class: shift ? "neighbour" : "own" },
      path(place(outline, shift), { fill: material(barriers.at(-1)?.layer.material ?? wire.metal), class: "barrier" }, true),
      barriers.map(({ lower, upper, layer }) => path([...place(upper, shift), ...place(lower, shift).reverse()], { fill: material(layer.material), class: "barrier" }, true)),
      path(place(inner, shift), { fill: material(wire.metal), class: "core" }, true)));
  tells(lines[1], () => [`${wire.metal} core`, `${text(num(wire.core_width), "m")} × ${text(num(wire.core_height), "m")}`,
    `core ${text(num(wire.core_area), "m2")}, barrier ${text(num(wire.barrier_area), "m2")}`]);
  host.replaceChildren(picture(
    width, plane + 28, `Line cross-section: ${wire.metal} core ${text(num(wire.core_width), "m")} wide, ${text(num(wire.core_height), "m")} high`,
    s("clipPath", { id: clip }, s("rect", { x: left, y: z(0), width: right - left, height: plane - z(0) })),
    s("rect", { x: left, y: z(0), width: right - left, height: plane - z(0), class: "dielectric" }),
    s("g", { "clip-path": `url(#${clip})` }, lines),
    s("rect", { x: left, y: plane, width: right - left, height: 5, class: "plane" }),
    dimension(x(-wide / 2), z(0) - 7, x(wide / 2), z(0) - 7, exact(wide, "m"), { side: -1 }),
    dimension(x(0), plane + 11, x(pitch), plane + 11, `pitch ${exact(pitch, "m")}`),
    dimension(right + 10, z(0), right + 10, z(-depth), exact(depth, "m")),
    dimension(right + 10, z(-depth), right + 10, plane, exact(below, "m")),
    permittivity ? label(left + 6, plane - 7, `εr = ${permittivity}`) : null,
  ));
}

/** Bulk, surface, grain boundaries, impurity: what adds up to the core's resistivity. */
function resistivityParts(wire) {
  const [rho, surface, grain, dirt] = [wire.resistivity, wire.surface_factor, wire.grain_factor, wire.impurity_resistivity].map(num);
  if (rho === null || surface === null || grain === null) return [];
  const bulk = (rho - (dirt ?? 0)) / (surface + grain - 1);
  return [["bulk", bulk], ["surface scattering", bulk * (surface - 1)], ["grain boundaries", bulk * (grain - 1)], ["impurity", dirt ?? 0]];
}

/** One bar of resistivity and, below it, resistance per length with its band. */
function stackedBar(page, width, host) {
  const { wire } = page.run.states;
  const all = resistivityParts(wire);
  if (!all.length) return host.replaceChildren();
  const total = all.reduce((sum, [, v]) => sum + v, 0);
  const x = scale(0, (total * 1.04) / 1e-8, 8, width - 14);
  let from = 0;
  const shown = all.map(([name, value], i) => {
    const start = from;
    from += value;
    const wide = x(value / 1e-8) - x(0);
    return tells(
      s("g", { class: `share share-${i}` },
        s("rect", { x: x(start / 1e-8), y: 8, width: Math.max(wide, 0.5), height: 26 }),
        wide > 44 ? label(x(start / 1e-8) + wide / 2, 25, number(value / 1e-8), { "text-anchor": "middle" }) : null),
      () => [name, text(value, "Ohm m"), `${number((100 * value) / total)} % of ${text(total, "Ohm m")}`]);
  });
  const svg = picture(width, 70, `Core resistivity ${text(total, "Ohm m")}: ${all.map(([n, v]) => `${n} ${text(v, "Ohm m")}`).join(", ")}`,
    shown, bottomAxis(x, 0, (total * 1.04) / 1e-8, 34, "resistivity of the core [µΩ cm]"));
  const legend = h("ul", { class: "legend" }, all.map(([name, value], i) =>
    h("li", {}, swatch(`block share-${i}`), `${name} `, h("b", {}, text(value, "Ohm m")))));
  host.replaceChildren(svg, legend, ...resistanceBand(wire, width));
}

function resistanceBand(wire, width) {
  const [low, middle, high] = [wire.resistance_low, wire.resistance, wire.resistance_high].map(num);
  if (middle === null || low === null || high === null) return [];
  const { unit, factor } = axisUnit([high], "Ohm/m");
  const pad = (high - low) * 0.12 || high * 0.1;
  const [from, to] = [Math.max(0, low - pad) / factor, (high + pad) / factor];
  const x = scale(from, to, 16, width - 18);
  const at = (v, dy, name, anchor) => label(x(v / factor), dy, `${name} ${number(v / factor)}`.trim(), { "text-anchor": anchor });
  return [tells(picture(
    width, 74, `Resistance ${text(middle, "Ohm/m")}, between ${text(low, "Ohm/m")} and ${text(high, "Ohm/m")}`,
    s("rect", { x: x(low / factor), y: 18, width: Math.max(1, x(high / factor) - x(low / factor)), height: 14, class: "band" }),
    line(x(middle / factor), 13, x(middle / factor), 37, { class: "middle" }),
    at(low, 11, "low", "start"), at(high, 11, "high", "end"),
    Math.min(middle - low, high - middle) * (x(1) - x(0)) / factor > 70 ? at(middle, 10, "", "middle") : null,
    bottomAxis(x, from, to, 38, `resistance per length, model and parameter band [${unit}]`),
  ), () => ["Resistance per length", text(middle, "Ohm/m"), `${text(low, "Ohm/m")} to ${text(high, "Ohm/m")}`])];
}

const INSULATION = ["space", "field", "life", "life_linear", "life_power", "failed", "roughness_cost", "roughness_cost_power"];
const REPEATERS = ["number", "size", "delay"];
const SPOT = { seed: "thinnest seed", core_area: "core", void_area: "voids", resistance: "resistance", lifetime: "life" };
const PARTS = { by_core: "core", by_voids: "voids", by_resistivity: "resistivity", by_barrier: "barrier" };
const LIFE_PARTS = { life_by_density: "current density", life_by_heat: "heat" };

/** The line at spots of the wafer, and in words by how much and why it is another than at the centre. */
function acrossWafer(page, spots) {
  if (!spots?.length) return "";
  const percent = (value) => value === null ? "not known" : `${value < 0 ? "−" : "+"}${Math.abs(100 * value).toPrecision(2)}\u00a0%`;
  const all = (one, names) => Object.keys(names).reduce((product, name) => product * (1 + num(one[name])), 1) - 1;
  const parts = (one, names) => Object.entries(names)
    .filter(([name]) => Math.abs(num(one[name])) >= 5e-4)
    .map(([name, said]) => `${said} ${percent(num(one[name]))}`).join(", ") || "the same";
  return h("section", { class: "spots" },
    h("h4", {}, "Across the wafer"),
    h("table", { class: "wide spots" },
      h("thead", {}, h("tr", {}, h("th", {}, "spot"), Object.values(SPOT).map((said) => h("th", { scope: "col" }, said)))),
      h("tbody", {}, spots.map((one) => h("tr", {}, h("th", { scope: "row" }, one.name),
        Object.keys(SPOT).map((name) => h("td", {}, text(num(one[name]), one[name].unit))))))),
    spots.slice(1).map((one) => h("p", {},
      h("b", {}, one.name), ` against the centre: resistance ${percent(all(one, PARTS))} (${parts(one, PARTS)}); `,
      num(one.life_by_density) === null ? "no life computed"
        : `life ${percent(all(one, LIFE_PARTS))} (${parts(one, LIFE_PARTS)}).`)));
}

const FACTS = ["resistivity", "resistance", "capacitance", "delay", "current_density", "median_life", "lifetime", "failed_fraction"];

export function wire(page) {
  const { wire: state } = page.run.states;
  if (!state) return h("figure", { id: "line" }, h("p", { class: "muted" }, "no line computed"));
  const cut = h("div", { class: "drawing" });
  const bar = h("div", { class: "drawing" });
  drawn(cut, (width) => section(page, width, cut));
  drawn(bar, (width) => stackedBar(page, width, bar));
  cut.addEventListener("pointerleave", hide);
  const mission = state.mission ? `, mission ${state.mission}` : "";
  return h(
    "figure", { id: "line" },
    h("figcaption", {}, h("b", {}, "Line"), ` ${state.metal}, ${exact(num(state.length), "m")} long${mission}; cross-section to scale with its neighbours`),
    cut, bar,
    facts(page, state, FACTS),
    state.breakdown ? [h("p", {}, h("b", {}, "Dielectric between lines"), " and its breakdown"), facts(page, state.breakdown, INSULATION)] : "",
    state.repeaters ? [h("p", {}, h("b", {}, "Cut by repeaters"), " where its delay is least"), facts(page, state.repeaters, REPEATERS)] : "",
    acrossWafer(page, state.spots),
    way(page),
    asTable("Resistivity", ["part", "resistivity"], resistivityParts(state).map(([name, v]) => [name, text(v, "Ohm m")])),
  );
}
