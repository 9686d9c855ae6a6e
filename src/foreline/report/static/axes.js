// Axes of the to-scale SVG pictures.

import { label, line, s } from "foreline/dom.js";
import { tickText, ticks } from "foreline/format.js";

/** Map [a, b] to [p, q] linearly. */
export const scale = (a, b, p, q) => (x) => p + ((x - a) / (b - a || 1)) * (q - p);

/** Ticks, tick labels and title along the bottom; `x` maps values to pixels. */
export function bottomAxis(x, low, high, y, title, { wanted = 6, grid = 0, titled = true } = {}) {
  const all = ticks(low, high, wanted);
  const write = tickText(all);
  return s(
    "g",
    { class: "axis" },
    all.map((v) => grid && line(x(v), y, x(v), y - grid, { class: "grid" })),
    line(x(low), y, x(high), y),
    all.map((v) => [line(x(v), y, x(v), y + 4), label(x(v), y + 15, write(v), { "text-anchor": "middle" })]),
    titled && label((x(low) + x(high)) / 2, y + 30, title, { "text-anchor": "middle", class: "title" }),
  );
}

/** Ticks, tick labels and an upright title along the left. */
export function leftAxis(y, low, high, x, title, { wanted = 5, grid = 0, gap = 40 } = {}) {
  const all = ticks(low, high, wanted);
  const write = tickText(all);
  const middle = (y(low) + y(high)) / 2;
  return s(
    "g",
    { class: "axis" },
    all.map((v) => grid && line(x, y(v), x + grid, y(v), { class: "grid" })),
    line(x, y(low), x, y(high)),
    all.map((v) => [line(x - 4, y(v), x, y(v)), label(x - 7, y(v) + 4, write(v), { "text-anchor": "end" })]),
    title && label(x - gap, middle, title, { "text-anchor": "middle", class: "title", transform: `rotate(-90 ${x - gap} ${middle})` }),
  );
}

/** Dimension line with end ticks and its length in the middle; horizontal or upright. */
export function dimension(x1, y1, x2, y2, text, { side = 1 } = {}) {
  const upright = Math.abs(x2 - x1) < Math.abs(y2 - y1);
  const end = (x, y) => (upright ? line(x - 4, y, x + 4, y) : line(x, y - 4, x, y + 4));
  const at = upright
    ? label(x1 + 7 * side, (y1 + y2) / 2 + 4, text, { "text-anchor": side > 0 ? "start" : "end" })
    : label((x1 + x2) / 2, y1 + (side > 0 ? 15 : -6), text, { "text-anchor": "middle" });
  return s("g", { class: "dimension" }, line(x1, y1, x2, y2), end(x1, y1), end(x2, y2), text && at);
}

/** Move label heights apart until they are `gap` from each other, keeping their order. */
export function spread(heights, gap) {
  const order = heights.map((y, i) => [y, i]).sort((a, b) => a[0] - b[0]);
  for (let round = 0; round < 60; round++) {
    for (let k = 1; k < order.length; k++) {
      const short = gap - (order[k][0] - order[k - 1][0]);
      if (short > 0.01) {
        order[k - 1][0] -= short / 2;
        order[k][0] += short / 2;
      }
    }
  }
  const out = [];
  order.forEach(([y, i]) => (out[i] = y));
  return out;
}
