// Section of the trench or hole, to scale, drawn layer by layer from the surfaces the simulation left, voids included.

import { bottomAxis, leftAxis, spread } from "foreline/axes.js";
import { material } from "foreline/colour.js";
import { css, drawn, fresh, h, label, line, path, picture, s, swatch } from "foreline/dom.js";
import { facts, table } from "foreline/facts.js";
import { axisUnit, text } from "foreline/format.js";
import { history } from "foreline/history.js";
import { list, num } from "foreline/run.js";
import { marks, moments } from "foreline/section.js";
import { spots } from "foreline/spots.js";
import { hide, tells } from "foreline/tip.js";

const LEFT = 52;
const TOP = 14;

/** What the picture shows, by the kind of the feature. */
function naming(feature) {
  if (feature?.kind === "via") return { title: "Via", section: "section through its axis", across: "from the axis" };
  if (feature?.kind === "dual-damascene") return { title: "Dual damascene", section: "cross-section of trench and slot", across: "across the trench" };
  if (feature?.kind === "cross-section") {
    return feature.round ? { title: "Round hole", section: "section through its axis", across: "from the axis" }
      : { title: "Section", section: "as drawn", across: "across the section" };
  }
  return { title: "Trench", section: "cross-section", across: "across the trench" };
}

/** Height of a polyline above x, its highest crossing; null beside it. */
function heightAt(points, x) {
  let best = null;
  for (let i = 1; i < points.length; i++) {
    const [[x1, z1], [x2, z2]] = [points[i - 1], points[i]];
    if ((x1 - x) * (x2 - x) > 0) continue;
    const z = x1 === x2 ? Math.max(z1, z2) : z1 + ((x - x1) / (x2 - x1)) * (z2 - z1);
    if (best === null || z > best) best = z;
  }
  return best;
}

/** Height of a polyline above x, its lowest crossing; null beside it. */
function lowestAt(points, x) {
  const turned = heightAt(points.map(([a, z]) => [a, -z]), x);
  return turned === null ? null : -turned;
}

/** Where a polyline crosses height z, its rightmost crossing; null if it does not. */
function rightAt(points, z) {
  let best = null;
  for (let i = 1; i < points.length; i++) {
    const [[x1, z1], [x2, z2]] = [points[i - 1], points[i]];
    if ((z1 - z) * (z2 - z) > 0 || z1 === z2) continue;
    const x = x1 + ((z - z1) / (z2 - z1)) * (x2 - x1);
    if (best === null || x > best) best = x;
  }
  return best;
}

/** Outline and surfaces in one unit, from the field down: [{layer, lower, upper}]. */
export function stack(run) {
  const outline = list(run.states.feature?.outline);
  let lower = outline;
  const layers = run.layers.map((layer) => {
    const upper = list(layer.surface);
    const one = { layer, lower, upper };
    lower = upper;
    return one;
  });
  return { outline, layers };
}

/** The three places whose thickness is called out, with where on the picture they are. */
function callouts(one, extent, depth) {
  const { layer, lower, upper } = one;
  const right = extent.low + 0.91 * (extent.high - extent.low);
  const half = -depth / 2;
  const deep = lower.filter((p) => p[1] <= -0.98 * depth + Math.max(...lower.map((q) => q[1]), 0)).map((p) => p[0]);
  const middle = deep.length ? (Math.min(...deep) + Math.max(...deep)) / 2 : 0;
  const between = (a, b) => (a === null || b === null ? null : (a + b) / 2);
  return [
    ["field", layer.field_thickness, null, [right, between(heightAt(lower, right), heightAt(upper, right))]],
    ["mid-wall", layer.wall_thickness, layer.wall_coverage, [between(rightAt(lower, half), rightAt(upper, half)), half]],
    ["bottom", layer.bottom_thickness, layer.bottom_coverage, [middle, between(lowestAt(lower, middle), lowestAt(upper, middle))]],
  ].filter(([, , , at]) => at[0] !== null && at[1] !== null);
}

function draw(page, width, host, shown) {
  const { outline, layers } = stack(page.run);
  if (!outline.length) return host.replaceChildren(h("p", { class: "muted" }, "no section computed"));
  const { feature } = page.run.states;
  const named = naming(feature);
  const { unit, factor } = axisUnit(outline.flat(), "m");
  const nm = (points) => points.map(([x, z]) => [x / factor, z / factor]);
  const whole = [...outline, ...layers.flatMap((one) => one.upper)];
  const extent = { low: Math.min(...whole.map((p) => p[0])) / factor, high: Math.max(...whole.map((p) => p[0])) / factor };
  const bottom = Math.min(...outline.map((p) => p[1])) / factor;
  const highest = Math.max(0, ...whole.map((p) => p[1])) / factor;
  const [floor, roof] = [bottom * 1.1, highest - bottom * 0.1];
  const narrow = width < 460;
  const side = narrow ? 8 : 150;
  const one = Math.min((width - LEFT - side) / (extent.high - extent.low), Number(css("--trench-height")) / (roof - floor));
  const x = (v) => LEFT + (v - extent.low) * one;
  const z = (v) => TOP + (roof - v) * one;
  const [edge, base] = [x(extent.high), z(floor)];
  const metal = page.run.states.wire?.metal;
  const plated = layers.some((l) => l.layer.kind === "electroplate"); // the fill is computed, not supposed
  const hatch = fresh("fill");
  const place = (points) => nm(points).map(([a, b]) => [x(a), z(b)]);
  const told = (layer) => [`${layer.step}: ${layer.material}`, `field ${text(num(layer.field_thickness), "m")}`,
    `mid-wall ${text(num(layer.wall_thickness), "m")}, coverage ${text(num(layer.wall_coverage), "", "wall_coverage")}`,
    `bottom ${text(num(layer.bottom_thickness), "m")}, coverage ${text(num(layer.bottom_coverage), "", "bottom_coverage")}`,
    `thinnest ${text(num(layer.minimum_thickness), "m")}`];
  const voids = feature?.voids ?? [];
  const { shapes, nodes, show } = marks(outline, page.run.layers, voids, place, told);
  shapes.forEach((shape) => shape.addEventListener("click", () => page.chosen.choose(shape.dataset.step)));
  const notes = s("g", { class: "notes" });
  const svg = picture(
    width, base + 36, `${named.title}, ${named.section}, with ${layers.map((l) => `${l.layer.material} from ${l.layer.step}`).join(", ")}${voids.length ? `; ${voids.length === 1 ? "a void" : `${voids.length} voids`}` : ""}`,
    s("pattern", { id: hatch, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      s("rect", { width: 7, height: 7, class: "fill-ground" }), s("line", { x1: 0, y1: 0, x2: 0, y2: 7, class: "fill-line", stroke: material(metal) })),
    metal && !plated ? tells(s("rect", { x: x(extent.low), y: z(roof), width: edge - x(extent.low), height: base - z(roof), fill: `url(#${hatch})`, class: "ideal" }),
      () => [`ideal ${metal} fill`, "polished away above the dashed line"]) : null,
    path([...place(outline), [x(outline.at(-1)[0] / factor), base], [x(outline[0][0] / factor), base]], { class: "dielectric" }, true),
    nodes,
    line(x(extent.low), z(0), edge + 6, z(0), { class: "cmp" }),
    notes,
    bottomAxis(x, extent.low, extent.high, base, `${named.across} [${unit}]`, { wanted: 5 }),
    leftAxis(z, floor, roof, LEFT, `height above the field [${unit}]`, { wanted: 7, gap: 40 }),
  );
  svg.show = (at) => {
    show(at);
    notes.style.display = at.share < 1 ? "none" : ""; // their numbers are those of a whole layer
  };
  svg.highlight = (step) => {
    shapes.forEach((shape) => shape.classList.toggle("chosen", shape.dataset.step === step));
    const chosen = layers.find((l) => l.layer.step === step);
    notes.replaceChildren(...(narrow ? [] : noteMarks(chosen ? callouts(chosen, { low: extent.low * factor, high: extent.high * factor }, -bottom * factor) : [],
      { x: (m) => x(m / factor), z: (m) => z(m / factor), edge, plane: metal ? "CMP to the field" : "etched field" })));
  };
  host.replaceChildren(svg);
  svg.show(shown.at);
  svg.highlight(page.chosen.step);
}

/** Leader lines to a column at the right; labels never overlap. */
function noteMarks(places, { x, z, edge, plane }) {
  const cmp = [edge + 6, z(0)];
  const wanted = [cmp[1], ...places.map(([, , , at]) => z(at[1]))];
  const heights = spread(wanted, 31);
  const column = edge + 26;
  return [
    path([cmp, [column - 4, heights[0]]], { class: "leader" }),
    label(column, heights[0] + 4, plane),
    ...places.flatMap(([name, thickness, coverage, at], i) => {
      const y = heights[i + 1];
      const start = [x(at[0]), z(at[1])];
      return [
        path([start, [edge + 6, wanted[i + 1]], [column - 4, y]], { class: "leader" }),
        s("circle", { cx: start[0], cy: start[1], r: 2.6, class: "dot" }),
        label(column, y + 1, `${name} ${text(num(thickness), "m")}`, { class: "strong" }),
        coverage ? label(column, y + 14, `coverage ${text(num(coverage), "", "bottom_coverage")}`, { class: "muted" }) : null,
      ].filter(Boolean);
    }),
  ];
}

function layerTable(page) {
  const names = ["field_thickness", "wall_thickness", "bottom_thickness", "minimum_thickness", "wall_coverage", "bottom_coverage"];
  const heads = ["layer", "field", "mid-wall", "bottom", "thinnest", "wall cov.", "bottom cov."];
  const rows = page.run.layers.map((layer) => {
    return h("tr", { class: "choosable", "data-step": layer.step, click: () => page.chosen.choose(layer.step) },
      h("th", { scope: "row" }, swatch("block", material(layer.material)), `${layer.material} `, h("span", { class: "muted" }, layer.step)),
      names.map((name) => h("td", {}, page.ask(layer[name], name, page.run.states.feature))));
  });
  page.chosen.onStep((step) => rows.forEach((row) => row.classList.toggle("chosen", row.dataset.step === step)));
  return table(`Layers in the ${naming(page.run.states.feature).title.toLowerCase()}`, heads, rows, { class: "wide" });
}

function voidTable(page) {
  const names = ["area", "x", "z", "field_thickness", "time"];
  const voids = page.run.states.feature?.voids ?? [];
  if (!voids.length) return null;
  return table("Voids", ["closed by", "area", "across", "height", "film on the field", "time"],
    voids.map((one) => h("tr", {}, h("th", { scope: "row" }, one.step), names.map((name) => h("td", {}, page.ask(one[name], name, page.run.states.feature))))), { class: "wide voids" });
}

/** A slider through the process by moment: the etched section, then each layer as it grows. */
function slider(page, shown, tell) {
  const { layers } = page.run;
  if (!layers.length) return null;
  const all = moments(layers);
  const id = fresh("shown");
  const said = h("output", { for: id });
  const input = h("input", { id, type: "range", min: 0, max: all.length - 1, step: 1, value: all.length - 1 });
  const spent = (i) => num(layers[i].time) ?? NaN;
  const words = () => {
    const { layer, share } = shown.at;
    const one = layers[layer];
    const before = layers.slice(0, Math.max(layer, 0)).reduce((sum, _, i) => sum + spent(i), 0);
    const time = one ? before + share * spent(layer) : NaN;
    const clock = Number.isFinite(time) ? `, ${text(time, "s")} of deposition` : "";
    const film = one && share < 1 ? `, ${text(share * num(one.field_thickness), "m")} on the field` : "";
    said.textContent = one ? `${share < 1 ? "in" : "after"} ${one.step}: ${one.material}${film}${clock}` : "as etched";
    input.setAttribute("aria-valuetext", said.textContent);
  };
  const set = (index) => {
    shown.at = all[index];
    input.value = String(index);
    words();
    tell();
  };
  input.addEventListener("input", () => {
    set(Number(input.value));
    page.chosen.choose(layers[shown.at.layer]?.step);
  });
  words();
  const node = h("div", { class: "moment" }, h("label", { for: id }, "moment"), input, said);
  return { node, reach: (step) => {
    const layer = layers.findIndex((one) => one.step === step);
    if (layer > shown.at.layer) set(all.findIndex((one) => one.layer === layer && one.share === 1));
  } };
}

export function trench(page) {
  const { feature, wire } = page.run.states;
  const named = naming(feature);
  const shown = { at: { layer: page.run.layers.length - 1, share: 1 } };
  const host = h("div", { class: "drawing" });
  const again = drawn(host, (width) => draw(page, width, host, shown));
  again();
  const places = spots(page, shown);
  const moment = slider(page, shown, () => {
    host.querySelector("svg")?.show?.(shown.at);
    places?.show();
  });
  page.chosen.onStep((step) => {
    moment?.reach(step);
    host.querySelector("svg")?.highlight?.(step);
  });
  host.addEventListener("pointerleave", hide);
  const key = (kind, words, colour) => h("li", {}, swatch(`block ${kind}`.trim(), colour), words);
  return h(
    "figure", { id: "trench-section" },
    h("figcaption", {}, h("b", {}, named.title), ` ${named.section}, to scale${feature?.closed ? "; the opening has closed" : ""}`),
    host,
    moment?.node,
    h("ul", { class: "legend" }, [...new Set(page.run.layers.map((one) => one.material))].map((name) => key("", name, material(name))), key("dielectric", "dielectric"),
      feature?.voids?.length ? key("void", feature.voids.length === 1 ? "void" : "voids") : null,
      wire?.metal && !page.run.layers.some((one) => one.kind === "electroplate") ? key("hatched", `ideal ${wire.metal} fill`) : null),
    layerTable(page),
    voidTable(page),
    places?.node,
    history(page),
    facts(page, feature, ["opening"]),
  );
}
