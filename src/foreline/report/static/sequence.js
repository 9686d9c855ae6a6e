// The sequence after the pump-down: pressures phase by phase. Each phase is linear in time and wide by the logarithm of how
// long it lasts, so that a vent of seconds stands beside a bake of hours; one phase alone fills the picture.

import uPlot from "uplot";

import { formula, gas } from "foreline/colour.js";
import { css, drawn, h, swatch } from "foreline/dom.js";
import { asTable, facts, table } from "foreline/facts.js";
import { axisUnit, decade, text, tickText, ticks } from "foreline/format.js";
import { list, num } from "foreline/run.js";

const COLOURS = ["--gas-H2O", "--gas-H2", "--gas-O2", "--gas-Ar", "--gas-He", "--gas-N2", "--ink"];
const positive = (v) => (typeof v === "number" && v > 0 ? v : null);
const isDecade = (v) => Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-6;
const sum = (values) => values.reduce((a, b) => a + (b ?? 0), 0);

/** Phases with the places they take along the picture; `only` lets one fill it. */
function placesOf(sequence, only) {
  const rows = list(sequence.since).length;
  let at = 0;
  return sequence.phases.map((phase, k) => {
    const duration = num(phase.duration) ?? 0;
    const width = only ? Number(phase.name === only) : 1 + Math.log10(1 + duration);
    const place = { phase, duration, from: at, to: at + width, first: phase.first, end: sequence.phases[k + 1]?.first ?? rows };
    at += width;
    return place;
  }).filter((one) => one.to > one.from);
}

/** Samples of the shown phases: place along the picture, phase, and row of the arrays. */
function samplesOf(sequence, places) {
  const since = list(sequence.since);
  return places.flatMap((place) => since.slice(place.first, place.end).map((t, i) => ({ place, row: place.first + i, since: t,
    x: place.from + (place.to - place.from) * (place.duration ? Math.min(t / place.duration, 1) : 1) })));
}

/** Lines of the chart: totals of all chambers, or total and gases of one. */
function linesOf(vacuum, sequence, chamber, samples) {
  const pressure = list(sequence.pressure);
  const of = (pick) => samples.map((one) => positive(pick(pressure[one.row])));
  if (chamber < 0) {
    return vacuum.chambers.map((name, c) => ({ name, colour: () => css(COLOURS[c % COLOURS.length]), width: 1.6,
      dash: c >= COLOURS.length ? [5, 4] : undefined, values: of((at) => sum(at[c])) }));
  }
  return [
    { name: "total", colour: () => css("--ink"), width: 2, values: of((at) => sum(at[chamber])) },
    ...vacuum.gases.map((name, g) => ({ name: formula(name), colour: () => gas(name), width: 1.3, values: of((at) => at[chamber][g]) })),
  ].filter((one, i) => i === 0 || one.values.some((v) => v > 1e-13));
}

/** Phase borders with names above and durations below; names in as many rows as they need. */
function drawPhases(u, places) {
  const { ctx, bbox } = u;
  const unit = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * unit}px ${css("--font")}`;
  ctx.textBaseline = "alphabetic";
  const taken = [];
  places.forEach((one, k) => {
    const [left, right] = [u.valToPos(one.from, "x", true), u.valToPos(one.to, "x", true)];
    if (k) {
      ctx.strokeStyle = css("--rule");
      ctx.lineWidth = unit;
      ctx.setLineDash([2 * unit, 3 * unit]);
      ctx.beginPath();
      ctx.moveTo(left, bbox.top);
      ctx.lineTo(left, bbox.top + bbox.height);
      ctx.stroke();
    }
    const late = one.phase.ended === "without its pressure";
    const write = (words, rows, colour) => {
      const half = ctx.measureText(words).width / 2;
      const at = Math.min(Math.max((left + right) / 2, bbox.left + half), bbox.left + bbox.width - half);
      const free = rows.findIndex((end) => at - half > end + 6 * unit);
      const row = free < 0 ? rows.length : free;
      rows[row] = at + half;
      ctx.fillStyle = css(colour);
      ctx.textAlign = "center";
      ctx.fillText(words, at, bbox.top - (6 + 14 * row) * unit);
    };
    write(one.phase.name, taken, late ? "--bad" : "--ink");
  });
  ctx.restore();
}

/** Ticks of the shared picture stand at the middle of each phase and say how long it lasts; one phase has a clock. */
function timeAxis(places, only) {
  if (!only) {
    return { title: "duration of each phase, linear in time within it",
      splits: places.map((one) => (one.from + one.to) / 2), words: places.map((one) => text(one.duration, "s")) };
  }
  const [one] = places;
  const { unit, factor } = axisUnit([one.duration || 1], "s");
  const all = ticks(0, one.duration / factor, 8);
  return { title: `time since ${only} began [${unit}]`, words: all.map(tickText(all)),
    splits: all.map((t) => one.from + (one.to - one.from) * ((t * factor) / (one.duration || 1))) };
}

function chart(places, only, lines, width, rows, onCursor) {
  const values = lines.flatMap((one) => one.values.filter(positive));
  const range = [10 ** Math.floor(Math.log10(Math.max(Math.min(...values), 1e-12))), Math.max(...values) * 3];
  const every = Math.log10(range[1] / range[0]) > 10 ? 2 : 1;
  const time = timeAxis(places, only);
  const each = Math.ceil((52 * time.words.length) / Math.max(width - 60, 1));
  const look = (title) => ({ label: title, labelSize: 22, labelFont: `12px ${css("--font")}`, font: `11px ${css("--font")}`,
    stroke: () => css("--ink") });
  return {
    width,
    height: Number(css("--chart-height")),
    padding: [10 + 14 * rows, 14, 0, 0],
    pxAlign: 0,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 }, y: false },
    scales: { x: { time: false, range: [Math.min(...places.map((one) => one.from)), Math.max(...places.map((one) => one.to))] },
      y: { distr: 3, range } },
    axes: [
      { ...look(time.title), size: 34, grid: { show: Boolean(only), stroke: () => css("--grid"), width: 1 }, ticks: { show: Boolean(only), stroke: () => css("--rule"), size: 5 },
        splits: () => time.splits, values: () => time.words.map((one, i) => (i % each === 0 ? one : "")) },
      { ...look("pressure [Pa]"), size: 46,
        grid: { stroke: () => css("--grid"), width: 1, filter: (u, splits) => splits.map((v) => (isDecade(v) ? v : null)) },
        ticks: { stroke: () => css("--rule"), size: 5, filter: (u, splits) => splits.map((v) => (isDecade(v) ? v : null)) },
        filter: (u, splits) => splits.map((v) => (isDecade(v) && Math.round(Math.log10(v)) % every === 0 ? v : null)),
        values: (u, splits) => splits.map((v) => (v === null ? null : decade(Math.round(Math.log10(v))))) },
    ],
    series: [{}, ...lines.map((one) => ({ label: one.name, stroke: one.colour, width: one.width, dash: one.dash,
      points: { show: false }, spanGaps: false }))],
    hooks: { draw: [(u) => drawPhases(u, places)], setCursor: [(u) => onCursor(u.cursor.idx)] },
  };
}

/** Pumps that do not run at their nominal speed, and walls that are not at their first temperature. */
function standing(vacuum, sequence, row) {
  const speed = list(sequence.speed_ratio)[row] ?? [];
  const warm = list(sequence.wall_temperature);
  return [
    ...sequence.pumps.map((name, i) => (Math.abs(speed[i] - 1) > 1e-3 ? `${name} at ${Math.round(100 * speed[i])} %` : null)),
    ...vacuum.chambers.map((name, c) =>
      Math.abs(warm[row]?.[c] - warm[0]?.[c]) > 0.5 ? `${name} walls ${Math.round(warm[row][c] - 273.15)} °C` : null),
  ].filter(Boolean);
}

/** The sequence: picture with its two choices, legend, and the phases in figures. */
export function sequence(page) {
  const { vacuum } = page.run.states;
  const done = vacuum?.sequence;
  if (!done?.phases?.length) return "";
  const host = h("div", { class: "chart", role: "img" });
  const legend = h("ul", { class: "legend" });
  const rows = h("div", {});
  const option = (value, words) => h("option", { value }, words);
  const chamber = h("select", { id: "sequence-chamber", "aria-label": "Chamber" }, option("", "all, totals"),
    vacuum.chambers.map((name) => option(name, name)));
  const phase = h("select", { id: "sequence-phase", "aria-label": "Phase" }, option("", "all"),
    done.phases.map((one) => option(one.name, one.name)));
  let plot = null;
  let samples = [];
  let lines = [];
  let places = [];

  const say = (index) => {
    const at = samples[index ?? samples.length - 1];
    const { name } = at.place.phase;
    legend.replaceChildren(
      h("li", { class: "at" }, index === null || index === undefined ? `at the end of ${name}` : `${name}, ${text(at.since, "s")}`),
      ...lines.map((one) => {
        const value = one.values[samples.indexOf(at)];
        return h("li", {}, swatch(one.dash ? "dashed" : "", one.colour()), `${one.name} `, h("b", {}, value ? text(value, "Pa") : "0"));
      }),
      ...standing(vacuum, done, at.row).map((words) => h("li", { class: "muted" }, words)),
    );
  };
  const draw = (width) => {
    plot?.destroy();
    places = placesOf(done, phase.value);
    samples = samplesOf(done, places);
    lines = linesOf(vacuum, done, vacuum.chambers.indexOf(chamber.value), samples);
    host.replaceChildren();
    const share = width / places.length;
    const nameRows = share > 90 ? 1 : share > 50 ? 2 : share > 30 ? 3 : 5;
    plot = new uPlot(chart(places, phase.value, lines, width, nameRows, say),
      [samples.map((one) => one.x), ...lines.map((one) => one.values)], host);
    host.setAttribute("aria-label", `Pressures in ${phase.value || "the sequence"}: ${lines.map((one) =>
      `${one.name} ends at ${text(one.values.at(-1), "Pa")}`).join(", ")}`);
    say(null);
    rows.replaceChildren(asTable("Sequence", ["phase", "chamber", "total at its end"], ends(vacuum, done)));
  };
  const again = drawn(host, draw);
  [chamber, phase].forEach((one) => one.addEventListener("change", again));
  const choose = (name) => {
    phase.value = phase.value === name ? "" : name;
    again();
  };
  return h("div", { id: "sequence", class: "sequence" },
    h("figure", {}, h("figcaption", {}, h("b", {}, "Sequence after the pump-down"), h("label", {}, " chamber ", chamber),
      h("label", {}, " phase ", phase)), host, legend, rows),
    phaseTable(page, done, choose),
    facts(page, done, ["duration", "energy", "mass_balance"]),
  );
}

/** Whether a figure says anything: a pressure that ended a phase never settled, and no gas is no figure. */
const told = (phase, name) =>
  name === "settling_time" ? phase.ended === "after its time" : !["gas_in", "given_back"].includes(name) || num(phase[name]) > 0;

function phaseTable(page, done, choose) {
  const names = ["duration", "start_pressure", "end_pressure", "settling_time", "energy", "gas_in", "given_back"];
  const any = names.filter((name) => !["gas_in", "given_back"].includes(name) || done.phases.some((one) => num(one[name]) > 0));
  const heads = { duration: "lasted", start_pressure: "from", end_pressure: "to", settling_time: "settled in",
    energy: "energy", gas_in: "gas let in", given_back: "given back" };
  const rows = done.phases.map((one) => [
    h("button", { type: "button", class: "pick", click: () => choose(one.name) }, one.name),
    h("span", one.ended === "without its pressure" ? { class: "bad" } : {}, one.ended),
    one.chamber,
    ...any.map((name) => (told(one, name) ? page.ask(one[name], name, page.run.states.vacuum) : "")),
  ]);
  return table("Phases", ["phase", "ended", "chamber", ...any.map((name) => heads[name])], rows, { class: "wide" });
}

/** Total pressure of each chamber at the end of each phase. */
function ends(vacuum, done) {
  const pressure = list(done.pressure);
  return placesOf(done, "").flatMap((one) =>
    vacuum.chambers.map((name, c) => [one.phase.name, name, text(sum(pressure[one.end - 1][c]), "Pa")]));
}
