// Wafer: thickness map in polar cells with its colour bar, radial profile beside it.

import uPlot from "uplot";

import { leftAxis, scale } from "foreline/axes.js";
import { ramp } from "foreline/colour.js";
import { css, drawn, h, label, picture, s } from "foreline/dom.js";
import { asTable, facts } from "foreline/facts.js";
import { axisUnit, number, text, tickText } from "foreline/format.js";
import { list, num, si } from "foreline/run.js";
import { hide, show } from "foreline/tip.js";

/** Map as rows of one array per radius, whatever the number of azimuths. */
const rowsOf = (film) => list(film?.thickness).map((row) => (Array.isArray(row) ? row : [row]));

const RINGS = 2000;
const TURN = 720;

/** Look-up of the cell nearest to a place, as finely as any screen can show. */
function cells(radius, azimuth, reach) {
  const nearest = (all, off) => all.reduce((best, one, i) => (off(one) < off(all[best]) ? i : best), 0);
  const rings = Array.from({ length: RINGS + 1 }, (_, k) => nearest(radius, (r) => Math.abs(r - (k / RINGS) * reach * 1.5)));
  const turn = Array.from({ length: TURN }, (_, k) => {
    const angle = (2 * Math.PI * k) / TURN;
    return nearest(azimuth, (a) => Math.abs(Math.atan2(Math.sin(a - angle), Math.cos(a - angle))));
  });
  return (x, y) => {
    const angle = Math.round((Math.atan2(y, x) / (2 * Math.PI)) * TURN);
    return [rings[Math.min(RINGS, Math.round((Math.hypot(x, y) / (1.5 * reach)) * RINGS))], turn[(angle + TURN) % TURN]];
  };
}

function paint(canvas, map, side) {
  const dots = Math.round(side * 2);
  canvas.width = canvas.height = dots;
  canvas.style.width = canvas.style.height = `${side}px`;
  const ctx = canvas.getContext("2d");
  const image = ctx.createImageData(dots, dots);
  const span = map.high - map.low || 1;
  const edge = map.radius.at(-1) + (map.radius.length > 1 ? (map.radius.at(-1) - map.radius.at(-2)) / 2 : 0);
  const inner = Math.min(edge, map.exclusion);
  for (let row = 0; row < dots; row++) {
    for (let column = 0; column < dots; column++) {
      const x = ((2 * (column + 0.5)) / dots - 1) * map.reach;
      const y = (1 - (2 * (row + 0.5)) / dots) * map.reach;
      const r = Math.hypot(x, y);
      if (r > inner) continue;
      const [i, j] = map.cell(x, y);
      const value = map.rows[i]?.[j];
      if (!Number.isFinite(value)) continue;
      const [red, green, blue] = ramp(map.high > map.low ? (value - map.low) / span : 0.5);
      image.data.set([red, green, blue, 255], 4 * (row * dots + column));
    }
  }
  ctx.putImageData(image, 0, 0);
}

function mapOf(page, film) {
  const rows = rowsOf(film);
  const all = rows.flat().filter(Number.isFinite);
  const wafer = page.run.waferRadius;
  const [radius, azimuth] = [list(film?.radius), list(film?.azimuth)];
  return {
    rows,
    radius,
    azimuth,
    cell: cells(radius, azimuth, wafer * 1.03),
    low: Math.min(...all),
    high: Math.max(...all),
    wafer,
    reach: wafer * 1.03,
    exclusion: wafer - (si(page.run.tool.wafer?.edge_exclusion) ?? 0),
    ...axisUnit(all, "m"),
  };
}

/** Canvas with the cells, and over it the wafer's outline and the pointer's mark. */
function mapPicture(page, map, side, title) {
  const canvas = h("canvas", { role: "img", "aria-label": title });
  paint(canvas, map, side);
  const scaled = (metres) => (metres / map.reach) * (side / 2);
  const ring = (r, name) => s("circle", { cx: side / 2, cy: side / 2, r: Math.max(0, scaled(r)), class: name });
  const mark = s("g", { class: "pointer" });
  const over = picture(side, side, title, ring(map.wafer, "edge"), ring(map.exclusion, "exclusion"), mark);
  over.setAttribute("aria-hidden", "true");
  const box = h("div", { class: "map" }, canvas, over);
  const leave = () => {
    hide();
    page.chosen.point(null);
  };
  box.addEventListener("pointermove", (event) => {
    const at = box.getBoundingClientRect();
    const x = ((2 * (event.clientX - at.left)) / at.width - 1) * map.reach;
    const y = (1 - (2 * (event.clientY - at.top)) / at.height) * map.reach;
    const r = Math.hypot(x, y);
    if (r > map.exclusion) return leave();
    const [i, j] = map.cell(x, y);
    page.chosen.point(map.radius[i]);
    const angle = map.azimuth.length > 1 ? `, ${number((map.azimuth[j] * 180) / Math.PI)}°` : "";
    show(event, [text(map.rows[i][j], "m"), `r = ${text(map.radius[i], "m")}${angle}`]);
  });
  box.addEventListener("pointerleave", leave);
  box.pointAt = (radius) => mark.replaceChildren(...(radius === null ? [] : [ring(radius, "at")]));
  return box;
}

function colourBar(map, height) {
  const y = scale(map.low / map.factor, map.high / map.factor, height - 22, 22);
  const steps = Array.from({ length: 48 }, (_, k) => k);
  const one = (height - 44) / 48;
  const same = !(map.high > map.low);
  return picture(
    84, height, `Colour bar from ${text(map.low, "m")} to ${text(map.high, "m")}`,
    label(58, 10, map.unit, { "text-anchor": "start", class: "title" }),
    steps.map((k) => s("rect", { x: 58, y: 22 + k * one, width: 14, height: one + 0.6, fill: `rgb(${ramp(same ? 0.5 : 1 - k / 47)})` })),
    same ? label(51, height / 2, number(map.low / map.factor), { "text-anchor": "end" })
      : leftAxis(y, map.low / map.factor, map.high / map.factor, 57, "", { wanted: 5 }),
  );
}

/** Mean, least and most over the azimuths at each radius. */
const profileOf = (map) => map.rows.map((row) => {
  const values = row.filter(Number.isFinite);
  return [values.reduce((a, b) => a + b, 0) / (values.length || 1), Math.min(...values), Math.max(...values)];
});

function profilePlot(page, map, mean, width, height, host) {
  const rows = profileOf(map).map((one) => one.map((v) => v / map.factor));
  const middle = mean === null ? null : mean / map.factor;
  const low = Math.min(...rows.map((one) => one[1]), middle ?? Infinity);
  const high = Math.max(...rows.map((one) => one[2]), middle ?? -Infinity);
  const pad = (high - low) * 0.12 || Math.abs(high) * 0.05 || 1;
  const font = css("--font");
  const axis = (title, size) => ({
    label: title, labelSize: 20, labelFont: `12px ${font}`, font: `11px ${font}`, size, stroke: () => css("--ink"),
    grid: { stroke: () => css("--grid"), width: 1 }, ticks: { stroke: () => css("--rule"), size: 4 }, space: 34,
    values: (u, splits) => splits.map(tickText(splits)),
  });
  const thin = { stroke: () => css("--muted"), width: 1, points: { show: false } };
  return new uPlot(
    {
      width, height, pxAlign: 0, legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 6 } },
      scales: { x: { time: false, range: [0, map.wafer * 1000] }, y: { range: [low - pad, high + pad] } },
      axes: [axis("radius [mm]", 30), axis(`thickness [${map.unit}]`, 44)],
      series: [{}, thin, thin, { stroke: () => css("--accent"), width: 2, points: { show: map.radius.length < 2 } },
        { ...thin, dash: [5, 4], stroke: () => css("--ink") }],
      bands: [{ series: [2, 1], fill: () => css("--grid") }],
      hooks: { setCursor: [(u) => u.cursor.event && page.chosen.point(u.cursor.idx === null ? null : map.radius[u.cursor.idx])] },
    },
    [map.radius.map((r) => r * 1000), rows.map((one) => one[1]), rows.map((one) => one[2]), rows.map((one) => one[0]),
      rows.map(() => middle)],
    host,
  );
}

function draw(page, step, width, host) {
  const film = page.run.film(step);
  const map = mapOf(page, film);
  if (!map.rows.length || !Number.isFinite(map.low)) return host.replaceChildren(h("p", { class: "muted" }, "no map computed for this step"));
  const wide = width >= 480;
  const side = wide ? Math.min(250, Math.floor(width * 0.42)) : Math.min(270, width - 90);
  const box = mapPicture(page, map, side, `Thickness map of ${step}: ${text(map.low, "m")} to ${text(map.high, "m")}`);
  const right = h("div", { class: "chart profile", role: "img", "aria-label": `Radial thickness profile of ${step}` });
  const reading = h("p", { class: "reading muted" });
  host.replaceChildren(h("div", { class: wide ? "wafer-pair wide" : "wafer-pair" }, h("div", { class: "map-bar" }, box, colourBar(map, side)), h("div", {}, right, reading)));
  const plot = profilePlot(page, map, num(film.mean_thickness), wide ? width - side - 84 - 20 : width, wide ? side - 18 : 200, right);
  host.pointAt = (radius) => {
    box.pointAt(radius);
    const i = map.radius.indexOf(radius);
    const [mean, low, high] = i < 0 ? [] : profileOf(map)[i];
    reading.textContent = i < 0 ? (map.azimuth.length > 1 ? "line: mean over azimuth, band: extremes, dashed: wafer mean" : "dashed: wafer mean")
      : `r = ${text(radius, "m")}: ${text(mean, "m")}${high > low ? ` (${text(low, "m")} to ${text(high, "m")})` : ""}`;
    if (i < 0) plot.setCursor({ left: -10, top: -10 }, false);
    else plot.setCursor({ left: plot.valToPos(radius * 1000, "x"), top: 10 }, false);
  };
  host.pointAt(null);
}

/** Computed beside published rate. */
function measured(page, film, step) {
  const [here, there] = [num(film?.rate), num(film?.measured_rate)];
  if (here === null || there === null) return null;
  const source = page.run.deposit(step).measured?.source;
  const off = (here / there - 1) * 100;
  return h("p", { class: "measured" }, "Computed rate ", page.ask(film.rate, "rate", film), ", measured ",
    page.ask(film.measured_rate, "measured_rate", film), `: ${off > 0 ? "+" : ""}${number(off)} %`, source ? ` (${source})` : "");
}

const FACTS = ["mean_thickness", "nonuniformity", "rate", "time", "arrived_fraction", "arrival_exponent", "impurity_total"];

export function wafer(page) {
  const host = h("div", { class: "drawing" });
  const about = h("figcaption", {});
  const numbers = h("div", {});
  const again = drawn(host, (width) => draw(page, page.chosen.step, width, host));
  page.chosen.onStep((step) => {
    again();
    const film = page.run.film(step);
    about.replaceChildren(h("b", {}, "Wafer map"), film ? ` of ${film.material}, step ${step}` : "");
    const others = Object.entries(film?.wafers ?? {});
    const impurities = Object.entries(film?.impurity ?? {}).filter(([, v]) => v > 0);
    const map = mapOf(page, film);
    numbers.replaceChildren(
      ...[
        measured(page, film, step),
        facts(page, film, others.length > 1 ? [...FACTS, "between_wafers"] : FACTS),
        others.length > 1 ? h("p", { class: "muted" }, `Wafers: ${others.map(([one, v]) => `${one} ${text(v, "m/s")}`).join(", ")}`) : null,
        impurities.length ? h("p", { class: "muted" }, `Atomic impurity: ${impurities.map(([e, v]) => `${e} ${text(v, "", "impurity_total")}`).join(", ")}`) : null,
        map.rows.length ? asTable("Radial profile", ["radius", "mean", "least", "most"],
          profileOf(map).map((one, i) => [text(map.radius[i], "m"), ...one.map((v) => text(v, "m"))])) : null,
      ].filter(Boolean),
    );
  });
  page.chosen.onRadius((radius) => host.pointAt?.(radius));
  return h("figure", { id: "wafermap" }, about, host, numbers);
}
