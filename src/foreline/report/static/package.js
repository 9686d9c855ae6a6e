// The way to the next die: each leg drawn to its own scale, with its numbers, and the published energy per bit beside.

import { dimension } from "foreline/axes.js";
import { material } from "foreline/colour.js";
import { h, line, picture, s } from "foreline/dom.js";
import { facts } from "foreline/facts.js";
import { exact } from "foreline/format.js";
import { num, si } from "foreline/run.js";

const [WIDE, HIGH, SIDE, TOP] = [210, 190, 46, 26];
const NUMBERS = ["resistance", "capacitance", "delay", "bit_energy", "published_low", "published_high", "edge_density"];
const LEG = ["resistance", "capacitance", "inductance", "keep_out"];

/** Scale, middle and height in pixels of a drawing so many metres wide and high. */
function frame(width, height) {
  const one = Math.min((WIDE - 2 * SIDE) / width, (HIGH - 2 * TOP) / height);
  const middle = WIDE / 2;
  return {
    tall: height * one + 2 * TOP + 8,
    x: (m) => middle + m * one,
    y: (m) => TOP + m * one,
    box: (left, top, wide, high, attributes) =>
      s("rect", { x: middle + left * one, y: TOP + top * one, width: Math.max(wide * one, 0.6), height: Math.max(high * one, 0.6), ...attributes }),
  };
}

/** A copper via through silicon: liner, keep-out radius. */
function via(leg, state) {
  const [across, long, liner, keep] = [si(leg.diameter), si(leg.length), si(leg.liner), num(state.keep_out)];
  const half = Math.max(keep ?? 0, 1.6 * across);
  const { tall, x, y, box } = frame(2 * half, long);
  const edge = across / 2 + liner;
  return { tall, shapes: [
    box(-half, 0, 2 * half, long, { class: "silicon" }),
    box(-edge, 0, 2 * edge, long, { fill: material("SiO2") }),
    box(-across / 2, 0, across, long, { fill: material("Cu") }),
    keep ? [-keep, keep].map((k) => line(x(k), y(0), x(k), y(long), { class: "keep-out" })) : null,
    dimension(x(-across / 2), y(0) - 6, x(across / 2), y(0) - 6, exact(across, "m"), { side: -1 }),
    dimension(x(half) + 8, y(0), x(half) + 8, y(long), exact(long, "m")),
    keep ? dimension(x(0), y(long) + 7, x(keep), y(long) + 7, `keep out ${exact(keep, "m")}`) : null,
  ] };
}

/** A solder bump between two of its neighbours. */
function bump(leg) {
  const [across, high, pitch] = [leg.diameter, leg.height, leg.pitch].map(si);
  const half = pitch + across / 2;
  const { tall, x, y, box } = frame(2 * half, high);
  return { tall, shapes: [
    [-pitch, 0, pitch].map((k) => box(k - across / 2, 0, across, high, { class: k ? "neighbour solder" : "solder" })),
    [0, high].map((k) => line(x(-half), y(k), x(half), y(k), { class: "pad-face" })),
    dimension(x(-across / 2), y(0) - 6, x(across / 2), y(0) - 6, exact(across, "m"), { side: -1 }),
    dimension(x(half) + 8, y(0), x(half) + 8, y(high), exact(high, "m")),
    dimension(x(0), y(high) + 7, x(pitch), y(high) + 7, `pitch ${exact(pitch, "m")}`),
  ] };
}

/** Two pads bonded face to face, the upper one shifted. */
function bond(leg) {
  const [across, high, pitch, shift] = [si(leg.diameter), si(leg.height), si(leg.pitch), si(leg.misalignment) ?? 0];
  const half = pitch + across / 2 + shift;
  const { tall, x, y, box } = frame(2 * half, high);
  return { tall, shapes: [
    box(-half, 0, 2 * half, high, { class: "dielectric" }),
    [-pitch, 0, pitch].flatMap((k) => [
      box(k + shift - across / 2, 0, across, high / 2, { fill: material("Cu"), class: k ? "neighbour" : "own" }),
      box(k - across / 2, high / 2, across, high / 2, { fill: material("Cu"), class: k ? "neighbour" : "own" }),
    ]),
    line(x(-half), y(high / 2), x(half), y(high / 2), { class: "pad-face" }),
    dimension(x(shift - across / 2), y(0) - 6, x(shift + across / 2), y(0) - 6, exact(across, "m"), { side: -1 }),
    dimension(x(half) + 8, y(0), x(half) + 8, y(high), exact(high, "m")),
    dimension(x(0), y(high) + 7, x(pitch), y(high) + 7, `pitch ${exact(pitch, "m")}${shift ? `, shift ${exact(shift, "m")}` : ""}`),
  ] };
}

/** A redistribution line between two like it over a plane. */
function redistribution(leg) {
  const [wide, thick, space, below] = [leg.width, leg.thickness, leg.space, leg.below].map(si);
  const pitch = wide + space;
  const half = pitch + wide / 2;
  const high = thick + below;
  const { tall, x, y, box } = frame(2 * half, high);
  return { tall, shapes: [
    box(-half, 0, 2 * half, high, { class: "dielectric" }),
    [-pitch, 0, pitch].map((k) => box(k - wide / 2, 0, wide, thick, { fill: material("Cu"), class: k ? "neighbour" : "own" })),
    s("rect", { x: x(-half), y: y(high), width: x(half) - x(-half), height: 4, class: "plane" }),
    dimension(x(-wide / 2), y(0) - 6, x(wide / 2), y(0) - 6, exact(wide, "m"), { side: -1 }),
    dimension(x(half) + 8, y(0), x(half) + 8, y(thick), exact(thick, "m")),
    dimension(x(half) + 8, y(thick), x(half) + 8, y(high), exact(below, "m")),
    dimension(x(wide / 2), y(high) + 10, x(wide / 2 + space), y(high) + 10, `space ${exact(space, "m")}`),
  ] };
}

const DRAWN = { tsv: via, "micro-bump": bump, "hybrid-bond": bond, "redistribution-line": redistribution };
const CALLED = { tsv: "via through silicon", "micro-bump": "micro-bump", "hybrid-bond": "hybrid bond", "redistribution-line": "redistribution line" };

/** Every leg of the package with its picture, then what the whole way is. */
export function way(page) {
  const state = page.run.states.package;
  if (!state) return "";
  const legs = (state.legs ?? []).map((leg) => {
    const declared = page.run.tool.package?.legs?.[leg.name] ?? {};
    const draw = DRAWN[leg.kind];
    const long = leg.kind === "redistribution-line" ? `, ${exact(si(declared.length), "m")} long` : "";
    const drawing = draw?.(declared, leg);
    return h("li", { "data-leg": leg.name },
      h("p", {}, h("b", {}, leg.name), ` ${CALLED[leg.kind] ?? leg.kind}${long}`),
      drawing ? picture(WIDE, drawing.tall, `${leg.name}: ${CALLED[leg.kind]}, to scale`, drawing.shapes) : "",
      facts(page, leg, LEG.filter((name) => num(leg[name]) !== null)));
  });
  return h("section", { id: "package" }, h("p", {}, h("b", {}, "Way to the next die"), ": each leg to its own scale"), h("ul", { class: "legs" }, legs), facts(page, state, NUMBERS));
}
