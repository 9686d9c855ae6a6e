// The same feature at spots of the wafer, side by side at one scale, and their numbers.

import { drawn, h, line, label, path, picture } from "foreline/dom.js";
import { table } from "foreline/facts.js";
import { text } from "foreline/format.js";
import { list, num } from "foreline/run.js";
import { marks } from "foreline/section.js";

const NAMES = ["field", "bottom", "inner_wall", "outer_wall", "asymmetry", "opening"];
const [TOP, FOOT, GAP, HIGHEST, FEWEST] = [6, 20, 14, 230, 110];

function draw(page, spot, width, shown, host) {
  const { feature } = page.run.states;
  const outline = list(feature.outline);
  const all = [...outline, ...feature.spots.flatMap((one) => one.layers.flatMap((layer) => list(layer.surface)))];
  const [low, high] = [Math.min(...all.map((p) => p[1])), Math.max(...all.map((p) => p[1]))];
  const [left, right] = [outline[0][0], outline.at(-1)[0]];
  const floor = low - 0.06 * (high - low);
  const one = Math.min(width / (right - left), HIGHEST / (high - floor));
  const start = (width - one * (right - left)) / 2;
  const place = (points) => points.map(([x, z]) => [start + (x - left) * one, TOP + (high - z) * one]);
  const base = TOP + (high - floor) * one;
  const { nodes, show } = marks(outline, spot.layers, spot.voids ?? [], place);
  const [[x1, y1]] = place([outline[0]]);
  const [[x2]] = place([outline.at(-1)]);
  host.replaceChildren(picture(width, base + FOOT,
    `At ${spot.name}: field ${text(num(spot.field), "m")}, bottom ${text(num(spot.bottom), "m")}, opening ${text(num(spot.opening), "m")}${spot.voids?.length ? ", with a void" : ""}`,
    path([...place(outline), [x2, base], [x1, base]], { class: "dielectric" }, true), nodes,
    line(x1, y1, x2, y1, { class: "cmp" }),
    feature.round ? null : [label(x1, base + 14, "← centre", { class: "muted" }), label(x2, base + 14, "edge →", { class: "muted", "text-anchor": "end" })]));
  host.show = show;
  show(shown.at);
}

/** Pictures and table of the spots; null where only one place was asked for. */
export function spots(page, shown) {
  const { feature } = page.run.states;
  if (!feature?.spots?.length) return null;
  const figures = feature.spots.map((spot) => {
    const host = h("div", { class: "drawing" });
    const node = h("div", { class: "spot" }, h("div", { class: "where" }, h("b", {}, spot.name), " ", h("span", { class: "muted" }, place(spot))), host);
    return { node, host, again: drawn(host, (width) => draw(page, spot, Math.max(width, FEWEST), shown, host)) };
  });
  const numbers = table("Across the wafer, all layers", ["wafer", "field", "bottom", "inner wall", "outer wall", "asymmetry", "opening"],
    feature.spots.map((spot) => h("tr", {}, h("th", { scope: "row" }, spot.name, " ", h("span", { class: "muted" }, place(spot))),
      NAMES.map((name) => h("td", {}, page.ask(spot[name], name, feature))))), { class: "wide spots" });
  const row = h("div", { class: "across", style: `gap:${GAP}px` }, figures.map((one) => one.node));
  return { node: [h("h3", {}, "Across the wafer, all at one scale"), row, numbers], show: () => figures.forEach((one) => one.host.show?.(shown.at)) };
}

const place = (spot) => (num(spot.radius) === 0 ? "on the axis" : `${text(num(spot.radius), "m")} out`);
