// What only one technique has: its numbers, where its power goes, its own diagrams.

import { bottomAxis, leftAxis, scale } from "foreline/axes.js";
import { material } from "foreline/colour.js";
import { drawn, h, path, picture } from "foreline/dom.js";
import { asTable, bars, facts } from "foreline/facts.js";
import { axisUnit, decade, text } from "foreline/format.js";
import { num } from "foreline/run.js";

const HEIGHT = 150;
const LEFT = 56;

/** Whether values rise by a constant factor, as those meant for a logarithmic axis do. */
const geometric = (v) => v.length > 3 && v[0] > 0 && v.at(-1) > 50 * v[0] && Math.abs((v[1] / v[0]) / (v.at(-1) / v.at(-2)) - 1) < 1e-3;

/** An axis of values: [scaled values, title]; logarithms if asked for, else without large exponents. */
function axis(values, name, unit, logarithmic) {
  if (logarithmic) return [values.map((v) => Math.log10(v)), `lg ${name}${unit ? ` [${unit}]` : ""}`];
  const found = axisUnit(values, unit, "");
  const largest = Math.max(...values.map((v) => Math.abs(v / found.factor)), Number.MIN_VALUE);
  const exponent = largest >= 1e4 || largest < 1e-2 ? Math.floor(Math.log10(largest)) : 0;
  const said = exponent ? `${decade(exponent)}${found.unit ? ` ${found.unit}` : ""}` : found.unit;
  return [values.map((v) => v / found.factor / 10 ** exponent), said ? `${name} [${said}]` : name];
}

/** One curve as a picture. */
function draw(one, colour, width, host) {
  const wide = Math.min(width, 420);
  const [xs, across] = axis(one.x, one.x_label, one.x_unit, geometric(one.x));
  const [ys, up] = axis(one.y, one.y_label, one.y_unit, false);
  const [first, last, most] = [Math.min(...xs), Math.max(...xs), Math.max(...ys, Number.MIN_VALUE) * 1.08];
  const x = scale(first, last, LEFT, wide - 14);
  const y = scale(0, most, HEIGHT + 10, 10);
  host.replaceChildren(picture(
    wide, HEIGHT + 50, one.label,
    leftAxis(y, 0, most, LEFT, up, { wanted: 4, grid: wide - 14 - LEFT, gap: 40 }),
    bottomAxis(x, first, last, HEIGHT + 10, across, { wanted: 5 }),
    path(xs.map((v, i) => [x(v), y(ys[i])]), { class: "curve", stroke: colour }),
  ));
}

/** The diagram and its table. */
function diagram(one, colour) {
  const host = h("div", { class: "drawing" });
  drawn(host, (width) => draw(one, colour, width, host));
  return h("figure", { class: "diagram" },
    h("figcaption", {}, h("b", {}, one.label)),
    host,
    asTable(one.label, [one.x_label, one.y_label], one.x.map((x, i) => [text(x, one.x_unit), text(one.y[i], one.y_unit)])));
}

/** Numbers of the contract, numbers of the technique, its power balance and its curves. */
export function technique(page, emission, names) {
  const named = Object.fromEntries((emission?.details ?? []).map((one) => [one.name, one]));
  const owner = { ...named, sources: emission?.sources, notices: emission?.notices };
  const colour = material(emission?.material ?? "");
  const balance = Object.entries(emission?.power_parts ?? {}).map(([name, value]) =>
    ({ name, value, write: text(value, "W"), colour }));
  return [
    facts(page, emission, names.filter((name) => num(emission?.[name]) !== null)),
    facts(page, owner, Object.keys(named)),
    balance.length > 1 ? h("div", {}, h("h3", {}, "Where its power goes"), bars("Where its power goes", balance)) : null,
    ...(emission?.curves ?? []).map((one) => diagram(one, colour)),
  ].filter(Boolean);
}
