// Pump-down: total and partial pressures of one chamber over time, both axes logarithmic.

import uPlot from "uplot";

import { formula, gas } from "foreline/colour.js";
import { css, drawn, h, swatch } from "foreline/dom.js";
import { asTable } from "foreline/facts.js";
import { decade, text } from "foreline/format.js";
import { list, num, si } from "foreline/run.js";

const positive = (v) => (typeof v === "number" && v > 0 ? v : null);
const isDecade = (v) => Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-6;
const sum = (values) => values.reduce((a, b) => a + (b ?? 0), 0);

/** The chamber a pump other than the last one exhausts into. */
function forelineOf(run) {
  const pumps = Object.values(run.tool.pumps ?? {});
  const name = pumps.find((one) => one.outlet && !["atmosphere", "none"].includes(one.outlet))?.outlet;
  return run.states.vacuum.chambers.indexOf(name);
}

/** Columns of the chart for one chamber: time, total, each gas, foreline total. */
function columns(run, chamber) {
  const { vacuum } = run.states;
  const times = list(vacuum.time);
  const keep = times.map((t, i) => [t, i]).filter(([t]) => positive(t)).map(([, i]) => i);
  const pressure = list(vacuum.pressure);
  const foreline = forelineOf(run);
  const lines = [{ name: "total", colour: () => css("--ink"), width: 2, values: keep.map((i) => positive(sum(pressure[i][chamber]))) }];
  vacuum.gases.forEach((name, g) =>
    lines.push({ name: formula(name), colour: () => gas(name), width: 1.3, values: keep.map((i) => positive(pressure[i][chamber][g])) }),
  );
  if (foreline >= 0 && foreline !== chamber) {
    lines.push({ name: "foreline, total", colour: () => css("--ink"), width: 1.2, dash: [6, 4],
      values: keep.map((i) => positive(sum(pressure[i][foreline]))) });
  }
  return { time: keep.map((i) => times[i]), lines };
}

function marksOf(run) {
  const { vacuum } = run.states;
  const plan = run.tool.pump_down ?? {};
  return {
    upright: [
      [num(vacuum.crossover_time), "crossover"],
      [num(vacuum.base_time), "base pressure"],
    ].filter(([t]) => positive(t)),
    level: [
      [si(plan.crossover), "crossover"],
      [si(plan.base_pressure), "target"],
    ].filter(([p]) => positive(p)),
  };
}

/** Draws the marks over the curves: times upright with their label at the top, pressures level, labelled at the left. */
function drawMarks(u, marks, own) {
  const { ctx, bbox } = u;
  const unit = devicePixelRatio;
  const write = (words, x, y, align) => {
    ctx.textAlign = align;
    ctx.lineWidth = 4 * unit;
    ctx.setLineDash([]);
    ctx.strokeStyle = css("--panel");
    ctx.strokeText(words, x, y);
    ctx.fillText(words, x, y);
  };
  const rule = (x1, y1, x2, y2) => {
    ctx.strokeStyle = css("--muted");
    ctx.lineWidth = unit;
    ctx.setLineDash([2 * unit, 3 * unit]);
    ctx.beginPath();
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
    ctx.stroke();
  };
  ctx.save();
  ctx.font = `${11 * unit}px ${css("--font")}`;
  ctx.fillStyle = css("--ink");
  ctx.textBaseline = "alphabetic";
  let taken = -Infinity;
  let row = 0;
  for (const [time, name] of marks.upright.sort((a, b) => a[0] - b[0])) {
    const x = u.valToPos(time, "x", true);
    const words = `${name} ${text(time, "s")}`;
    const half = ctx.measureText(words).width / 2;
    const at = Math.min(Math.max(x, bbox.left + half), bbox.left + bbox.width - half);
    row = at - half < taken + 10 * unit ? row + 1 : 0;
    taken = at + half;
    rule(x, bbox.top, x, bbox.top + bbox.height);
    write(words, at, bbox.top - (5 + 13 * row) * unit, "center");
  }
  for (const [pressure, name] of own ? marks.level : []) {
    const y = u.valToPos(pressure, "y", true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    rule(bbox.left, y, bbox.left + bbox.width, y);
    write(`${name} ${text(pressure, "Pa")}`, bbox.left + 6 * unit, y - 4 * unit, "left");
  }
  ctx.restore();
}

function chart(run, data, own, width, onCursor) {
  const low = Math.min(...data.lines[0].values.filter(positive));
  const high = Math.max(...data.lines.flatMap((one) => one.values.filter(positive)));
  const range = [10 ** (Math.floor(Math.log10(low)) - 2), high * 2];
  const span = [Math.max(data.time[0], Math.min(0.1, data.time.at(-1) / 1e6)), data.time.at(-1)];
  const marks = marksOf(run);
  const axis = (title, every) => ({
    label: title,
    labelSize: 22,
    labelFont: `12px ${css("--font")}`,
    font: `11px ${css("--font")}`,
    stroke: () => css("--ink"),
    grid: { stroke: () => css("--grid"), width: 1, filter: (u, splits) => splits.map((v) => (isDecade(v) ? v : null)) },
    ticks: { stroke: () => css("--rule"), size: 5, filter: (u, splits) => splits.map((v) => (isDecade(v) ? v : null)) },
    filter: (u, splits) => splits.map((v) => (isDecade(v) && Math.round(Math.log10(v)) % every === 0 ? v : null)),
    values: (u, splits) => splits.map((v) => (v === null ? null : decade(Math.round(Math.log10(v))))),
  });
  const decades = Math.log10(range[1] / range[0]);
  return {
    width,
    height: Number(css("--chart-height")),
    padding: [32, 8, 0, 0],
    pxAlign: 0,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 }, y: false },
    scales: { x: { time: false, distr: 3, range: span }, y: { distr: 3, range } },
    axes: [
      { ...axis("time since the roughing valve opened [s]", 1), size: 34 },
      { ...axis("pressure [Pa]", decades > 10 ? 2 : 1), size: 46 },
    ],
    series: [{}, ...data.lines.map((one) => ({ label: one.name, stroke: one.colour, width: one.width, dash: one.dash,
      points: { show: false }, spanGaps: false }))],
    hooks: { draw: [(u) => drawMarks(u, marks, own)], setCursor: [(u) => onCursor(u.cursor.idx)] },
  };
}

/** The pump-down picture with its chamber choice and legend. */
export function pumpDown(page) {
  const { vacuum } = page.run.states;
  const host = h("div", { class: "chart", role: "img" });
  const legend = h("ul", { class: "legend" });
  const rows = h("div", {});
  const choice = h("select", { id: "chamber", "aria-label": "Chamber" }, vacuum.chambers.map((name) =>
    h("option", { value: name, selected: name === vacuum.process_chamber }, name)));
  let plot = null;
  let data = null;

  const say = (index) => {
    const at = index ?? data.time.length - 1;
    legend.replaceChildren(
      h("li", { class: "at" }, index === null || index === undefined ? "at the end" : `at ${text(data.time[at], "s")}`),
      ...data.lines.map((one) => {
        return h("li", {}, swatch(one.dash ? "dashed" : "", one.colour()), `${one.name} `, h("b", {}, one.values[at] ? text(one.values[at], "Pa") : "0"));
      }),
    );
  };
  const draw = (width) => {
    plot?.destroy();
    data = columns(page.run, vacuum.chambers.indexOf(choice.value));
    if (!data.lines[0].values.some(positive)) return host.replaceChildren(h("p", { class: "muted" }, "no pressure over time computed"));
    host.replaceChildren();
    const own = choice.value === vacuum.process_chamber;
    plot = new uPlot(chart(page.run, data, own, width, say), [data.time, ...data.lines.map((one) => one.values)], host);
    host.setAttribute("aria-label", `Pump-down of ${choice.value}: ${data.lines.map((one) =>
      `${one.name} ends at ${text(one.values.at(-1), "Pa")}`).join(", ")}`);
    say(null);
    rows.replaceChildren(asTable("Pump-down", ["time", ...data.lines.map((one) => one.name)], sample(data)));
  };
  const again = drawn(host, draw);
  choice.addEventListener("change", again);
  return h("figure", { id: "pumpdown" },
    h("figcaption", {}, h("b", {}, "Pump-down"), h("label", {}, " chamber ", choice)), host, legend, rows);
}

/** About one row a decade of time. */
function sample(data) {
  const rows = [];
  let next = 0;
  data.time.forEach((t, i) => {
    if (t < next && i !== data.time.length - 1) return;
    next = t * 10 ** 0.5;
    rows.push([text(t, "s"), ...data.lines.map((one) => text(one.values[i], "Pa"))]);
  });
  return rows;
}
