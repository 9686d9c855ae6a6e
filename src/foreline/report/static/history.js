// Thickness in the feature as one layer grows: field, bottom, wall, corner, and the opening that is left.

import { bottomAxis, leftAxis, scale, spread } from "foreline/axes.js";
import { css, drawn, h, label, path, picture, s } from "foreline/dom.js";
import { asTable } from "foreline/facts.js";
import { axisUnit, text } from "foreline/format.js";
import { list, num } from "foreline/run.js";

const LINES = [["opening", "opening", "--ink"], ["bottom", "bottom", "--gas-H2O"], ["wall", "mid-wall", "--gas-H2"],
  ["corner", "corner", "--gas-O2"]];
const [LEFT, TOP, SIDE, HEIGHT] = [52, 10, 84, 190];
const finite = Number.isFinite;

/** Lines of one layer over time, or over the film on the field where the step has no time. */
function linesOf(layer) {
  const field = list(layer?.field_history);
  const [whole, spent] = [num(layer?.field_thickness), num(layer?.time)];
  const timed = finite(spent) && whole > 0;
  return {
    at: field.map((t) => (timed ? (t / whole) * spent : t)),
    timed,
    lines: LINES.map(([key, name, colour]) => ({ name, colour, values: list(layer?.[`${key}_history`]) }))
      .filter((one) => one.values.some(finite)),
  };
}

function draw(layer, width, host) {
  const { at, timed, lines } = linesOf(layer);
  if (at.length < 2) return host.replaceChildren(h("p", { class: "muted" }, layer ? `${layer.step} found the opening closed` : "no layer chosen"));
  const values = lines.flatMap((one) => one.values).filter(finite);
  const across = axisUnit(at, timed ? "s" : "m");
  const up = axisUnit(values, "m");
  const [end, most] = [at.at(-1) / across.factor, Math.max(...values) / up.factor];
  const x = scale(0, end, LEFT, width - SIDE);
  const y = scale(0, most, TOP + HEIGHT, TOP);
  const places = lines.map((one) => y((one.values.filter(finite).at(-1) ?? 0) / up.factor));
  const heights = spread(places, 14);
  host.replaceChildren(picture(
    width, TOP + HEIGHT + 36, `${layer.step} as it grows: ${lines.map((one) => `${one.name} ${text(one.values.filter(finite).at(-1), "m")}`).join(", ")} at the end`,
    bottomAxis(x, 0, end, TOP + HEIGHT, `${timed ? `time of ${layer.step}` : `${layer.step} on the field`} [${across.unit}]`, { grid: HEIGHT }),
    leftAxis(y, 0, most, LEFT, `thickness, opening [${up.unit}]`, { grid: width - SIDE - LEFT }),
    lines.map((one, k) => {
      const points = one.values.map((v, i) => [at[i], v]).filter(([, v]) => finite(v)).map(([a, v]) => [x(a / across.factor), y(v / up.factor)]);
      const stroke = css(one.colour);
      return s("g", { class: "growth" }, path(points, { fill: "none", stroke, "stroke-width": 1.8 }), label(width - SIDE + 6, heights[k] + 4, one.name));
    }),
  ));
}

/** The chosen layer's growth, and its numbers as a table. */
export function history(page) {
  if (!page.run.layers.some((layer) => list(layer.field_history).length > 1)) return null;
  const host = h("div", { class: "drawing growing" });
  const data = h("div", {});
  const chosen = () => page.run.layer(page.chosen.step) ?? page.run.layers.at(-1);
  const again = drawn(host, (width) => draw(chosen(), width, host));
  page.chosen.onStep(() => {
    const { at, timed, lines } = linesOf(chosen());
    data.replaceChildren(asTable(`Growth of ${chosen().step}`, [timed ? "time" : "field", ...lines.map((one) => one.name)],
      at.map((t, i) => [text(t, timed ? "s" : "m"), ...lines.map((one) => (finite(one.values[i]) ? text(one.values[i], "m") : "–"))])));
    again();
  });
  return h("div", { id: "growth" }, host, data);
}
